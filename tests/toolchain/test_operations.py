"""What functions of the runtime ask types for is read from their text, and nothing of it is overlooked."""

import re

from sluice.toolchain.headers import RUNTIME
from sluice.toolchain.operations import functions_in, operation_names, read_reads


def test_every_operation_that_is_called_is_read() -> None:
    reads = read_reads(RUNTIME)
    call = re.compile(rf"->({'|'.join(operation_names((RUNTIME / 'type.h').read_text()))})\(")
    overlooked = [
        f"{file.name}: {name} calls {match[1]}"
        for file in sorted(RUNTIME.glob("*.c"))
        for name, body in functions_in(file.read_text()).items()
        for match in call.finditer(body)
        if match[1] not in reads[file.stem][0][name]
    ]
    assert overlooked == []
