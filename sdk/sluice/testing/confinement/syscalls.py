"""System calls that a confined process does without, and their numbers by architecture."""

import platform
from collections.abc import Mapping
from typing import Final

NUMBERS: Final[Mapping[str, Mapping[str, int]]] = {
    "x86_64": {
        **{"clone": 56, "execve": 59, "execveat": 322, "clone3": 435, "fork": 57, "vfork": 58},
        **{"capset": 126, "seccomp": 317, "socket": 41, "prlimit64": 302},
        **{"kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297},
        **{"pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438},
        **{"ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312},
        **{"process_madvise": 440, "process_mrelease": 448},
        **{"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427},
        **{"setpgid": 109, "setsid": 112, "personality": 135, "unshare": 272, "setns": 308},
        **{"mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "mount_setattr": 442},
        **{
            "open_tree": 428,
            "move_mount": 429,
            "fsopen": 430,
            "fsconfig": 431,
            "fsmount": 432,
            "fspick": 433,
        },
        **{"init_module": 175, "finit_module": 313, "delete_module": 176},
        **{"kexec_load": 246, "kexec_file_load": 320, "reboot": 169, "swapon": 167, "swapoff": 168},
        **{"bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "fanotify_init": 300},
        **{"add_key": 248, "request_key": 249, "keyctl": 250},
        **{"open_by_handle_at": 304, "name_to_handle_at": 303, "memfd_create": 319},
        **{"shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240, "mq_unlink": 241},
        **{"shmctl": 31, "semctl": 66, "msgctl": 71, "semop": 65, "msgsnd": 69, "shmat": 30},
        **{"setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144, "sched_setattr": 314},
        **{"sched_setaffinity": 203, "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279},
        **{"syslog": 103, "acct": 163, "settimeofday": 164, "clock_settime": 227, "sethostname": 170},
        **{"quotactl": 179, "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452},
        **{"chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260},
        **{"utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280},
        **{"setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "setxattrat": 463},
        **{"removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "removexattrat": 466},
    },
    "aarch64": {
        **{"clone": 220, "execve": 221, "execveat": 281, "clone3": 435},
        **{"capset": 91, "seccomp": 277, "socket": 198, "prlimit64": 261},
        **{"kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240},
        **{"pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438},
        **{"ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272},
        **{"process_madvise": 440, "process_mrelease": 448},
        **{"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427},
        **{"setpgid": 154, "setsid": 157, "personality": 92, "unshare": 97, "setns": 268},
        **{"mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "mount_setattr": 442},
        **{
            "open_tree": 428,
            "move_mount": 429,
            "fsopen": 430,
            "fsconfig": 431,
            "fsmount": 432,
            "fspick": 433,
        },
        **{"init_module": 105, "finit_module": 273, "delete_module": 106},
        **{"kexec_load": 104, "kexec_file_load": 294, "reboot": 142, "swapon": 224, "swapoff": 225},
        **{"bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "fanotify_init": 262},
        **{"add_key": 217, "request_key": 218, "keyctl": 219},
        **{"open_by_handle_at": 265, "name_to_handle_at": 264, "memfd_create": 279},
        **{"shmget": 194, "semget": 190, "msgget": 186, "mq_open": 180, "mq_unlink": 181},
        **{"shmctl": 195, "semctl": 191, "msgctl": 187, "semop": 193, "msgsnd": 189, "shmat": 196},
        **{"setpriority": 140, "sched_setparam": 118, "sched_setscheduler": 119, "sched_setattr": 274},
        **{"sched_setaffinity": 122, "ioprio_set": 30, "migrate_pages": 238, "move_pages": 239},
        **{"syslog": 116, "acct": 89, "settimeofday": 170, "clock_settime": 112, "sethostname": 161},
        **{"quotactl": 60, "fchmod": 52, "fchmodat": 53, "fchmodat2": 452},
        **{"fchown": 55, "fchownat": 54, "utimensat": 88},
        **{"setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "setxattrat": 463},
        **{"removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "removexattrat": 466},
    },
}

NEVER: Final = frozenset(
    """
    socket io_uring_setup io_uring_enter io_uring_register
    kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal pidfd_open pidfd_getfd
    ptrace process_vm_readv process_vm_writev kcmp process_madvise process_mrelease
    setpgid setsid personality unshare setns mount umount2 pivot_root chroot mount_setattr
    open_tree move_mount fsopen fsconfig fsmount fspick
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
    bpf perf_event_open userfaultfd fanotify_init add_key request_key keyctl
    open_by_handle_at name_to_handle_at
    shmget semget msgget mq_open mq_unlink shmctl semctl msgctl semop msgsnd shmat
    setpriority sched_setparam sched_setscheduler sched_setattr sched_setaffinity ioprio_set
    migrate_pages move_pages syslog acct settimeofday clock_settime sethostname quotactl
    """.split()
)
"""The network (and what reaches it by another way), other processes, the machine."""

NEVER_AGAIN: Final = frozenset(
    """
    execve execveat fork vfork memfd_create
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat
    setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat
    """.split()
)
"""Other programs, and whose a file is and since when: Landlock does not look after the latter."""

NOT_THERE: Final = frozenset(("clone3", "memfd_create"))
"""Answered as by a kernel that has none, so that whoever asks goes another way."""


def number(name: str) -> int:
    """On this machine."""
    return NUMBERS[platform.machine()][name]
