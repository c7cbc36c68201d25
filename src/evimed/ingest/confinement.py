"""What a parser process may not do, whatever a document makes it do: held by the kernel, not by our care.

A parser reads bytes and answers through its pipe. It needs no network, starts no program and writes no file.
Memory and processor time have limits of their own (``worker_process``).

References
----------
Linux kernel documentation, Seccomp BPF: a classic BPF program judges each system call of the process, and of
all it could start; nothing can take it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys

# Numbers of system calls on x86-64. Not among them: what reading, memory, threads and ending need.
_NETWORK = (41, 42, 43, 44, 46, 49, 50, 53, 288, 307)  # socket … accept4, sendmmsg
_PROGRAMS = (57, 58, 59, 101, 310, 311, 322)  # fork, vfork, execve, ptrace, process_vm_*, execveat
_NAMES = (76, *range(82, 89), *range(90, 95), 132, 133, 188, 189, 190, 235)  # truncate, rename … setxattr
_NAMES_AT = (*range(258, 262), *range(263, 267), 268, 280, 316, 452)  # mkdirat … fchmodat2
_PRIVILEGES = (155, 161, 165, 166, 175, 176, 200, 246, 272, 298, 308, 313, 321, 323)  # mount … userfaultfd
_RINGS = (425, 426, 427)  # io_uring does calls that no filter sees
_DENIED = (*_NETWORK, *_PROGRAMS, *_NAMES, *_NAMES_AT, *_PRIVILEGES, *_RINGS)
_HIDING = (435, 437)  # clone3 and openat2 hide their flags; the C library falls back to clone and openat
_OPEN, _OPENAT, _KILL, _TGKILL, _CLONE = 2, 257, 62, 234, 56
_THREAD = 0x10000  # CLONE_THREAD: not another process
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_TMPFILE

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # opcodes of classic BPF
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_X86_64 = 0xC000003E
_X32 = 0x40000000  # the other calling convention of the same processor
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def confine(memory_mb: int) -> bool:
    """Confine this process for good; whether the system call filter holds, too.

    Memory is limited, no core is dumped, and no file grows, on any Linux. On x86-64 the kernel refuses
    (EPERM) sockets, processes, every change to the file system, and signals to others.
    """
    size = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.dont_write_bytecode = True
    return _filter_calls()


def _filter_calls() -> bool:
    if platform.machine() != "x86_64" or struct.calcsize("P") != 8:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    program = _program(os.getpid())
    code = ctypes.create_string_buffer(b"".join(program))
    described = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    if library.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return library.prctl(_SET_SECCOMP, _FILTER, ctypes.c_char_p(described), 0, 0) == 0


def _program(process: int) -> list[bytes]:
    """The filter: refuse what is denied, look at the arguments of opening and killing, allow the rest."""
    lines: list[tuple[int, int, str, str]] = [  # opcode, value, where to go if it holds, where if not
        (_LOAD, _ARCHITECTURE, "", ""),
        (_EQUAL, _X86_64, "", "refuse"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, _X32, "refuse", ""),
        *((_EQUAL, number, "refuse", "") for number in _DENIED),
        *((_EQUAL, number, "absent", "") for number in _HIDING),
        (_EQUAL, _CLONE, "flags of clone", ""),
        (_EQUAL, _OPEN, "flags of open", ""),
        (_EQUAL, _OPENAT, "flags of openat", ""),
        (_EQUAL, _KILL, "whom", ""),
        (_EQUAL, _TGKILL, "whom", "allow"),
    ]
    labels = {"flags of clone": len(lines)}
    lines += [(_LOAD, _ARGUMENTS, "", ""), (_ANY_BIT, _THREAD, "allow", "refuse")]
    labels["flags of open"] = len(lines)
    lines += [(_LOAD, _ARGUMENTS + 8, "", ""), (_ANY_BIT, _WRITING & ~os.O_DIRECTORY, "refuse", "allow")]
    labels["flags of openat"] = len(lines)
    lines += [(_LOAD, _ARGUMENTS + 16, "", ""), (_ANY_BIT, _WRITING & ~os.O_DIRECTORY, "refuse", "allow")]
    labels["whom"] = len(lines)
    lines += [(_LOAD, _ARGUMENTS, "", ""), (_EQUAL, process, "allow", "refuse")]
    labels["allow"] = len(lines)
    lines.append((_RETURN, _ALLOW, "", ""))
    labels["refuse"] = len(lines)
    lines.append((_RETURN, _REFUSE | errno.EPERM, "", ""))
    labels["absent"] = len(lines)
    lines.append((_RETURN, _REFUSE | errno.ENOSYS, "", ""))
    return [
        struct.pack(
            "HBBI",
            opcode,
            labels[holds] - place - 1 if holds else 0,
            labels[fails] - place - 1 if fails else 0,
            value,
        )
        for place, (opcode, value, holds, fails) in enumerate(lines)
    ]
