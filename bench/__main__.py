"""`make bench`: build the variants, start one Envoy, measure, report.

python -m bench --quick          # a short run that writes nothing
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.ext_proc import FILTER, running_service
from bench.gateway import start_gateway
from bench.measurement import Load, check_behaviour, measure
from bench.report import Report, describe_machine, now, to_table, write_results, write_table
from bench.variants import ROOT, BuildError, Variant, build_client, build_variants
from sluice.cli.measure.gateway import GatewayError

PAGES = ("README.md", "docs/comparison.md")
FULL = Load(rounds=45, requests=3_000, connections=16)
QUICK = Load(rounds=2, requests=2_000, connections=8)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run that writes nothing")
    options = parser.parse_args()
    try:
        report = take_report(QUICK if options.quick else FULL)
    except (RuntimeError, GatewayError, BuildError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(f"\n{to_table(report.variants, report.results)}")
    if not options.quick:
        print(f"written: {write_results(report)}")
        for page in PAGES:
            if write_table(report, ROOT / page):
                print(f"written: the table in {page}")
    return 0


def take_report(load: Load) -> Report:
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as name:
        folder = Path(name)
        client = build_client(folder)
        variants = [*build_variants(folder), Variant("ext_proc", "`ext_proc`, Envoy's part of it", FILTER)]
        with running_service(folder) as cluster:
            gateway = start_gateway(variants, folder, [cluster])
            try:
                check_behaviour(gateway, variants)
                results = measure(gateway, variants, client, load, print)
            finally:
                gateway.stop()
    return Report(now(), machine, load, tuple(variants), tuple(results))


if __name__ == "__main__":
    sys.exit(main())
