# What runs in every worker process: a warm parent that does nothing but fork, and its children, which run programs.
# Fed to the interpreter with -c, inside all that worker_process.cpp has locked. What is sent and answered: frames.hpp.
#
# argv: whether grids are numpy arrays (1/0); the child's system call filter in hex, where a PID namespace holds and where none does;
# then modules that are imported beforehand, where they can be.
import sys

sys.path[:] = [p for p in sys.path if p not in ("", ".")]  # -c puts the working directory first

import builtins
import collections
import gc
import json
import os
import random
import resource
import signal
import struct
import time
import types
import _socket
from fractions import Fraction

try:
    import ctypes
except ImportError:
    ctypes = None

OWN_PIDS = os.getpid() == 1
AS_ARRAYS, FILTER = sys.argv[1] == "1", bytes.fromhex(sys.argv[2 if OWN_PIDS else 3])
CONTROL = 3
MOST_SIDE, MOST_COLOUR = 30, 9
MOST_MESSAGE = 200
CUT_OFF = 113  # how a child ends that cannot answer any more; runner.cpp knows it
GROWN_KIB = 16 << 10  # a child that held so much more than at its start is not used for another program
try:
    TMP = os.getcwd()
except OSError:  # it is gone, and nothing can be written there
    TMP = ""

for name in sys.argv[4:]:
    try:
        __import__(name)
    except Exception:  # what it is worth is told when a program imports it
        pass
sys.argv[:] = ["program"]


# Bound here, so that a program that changes what it finds in builtins changes none of this.
(len, bytes, type, isinstance, max, list, tuple, range, str, int, bool, compile, exec) = (
    builtins.len, builtins.bytes, builtins.type, builtins.isinstance, builtins.max, builtins.list, builtins.tuple, builtins.range,
    builtins.str, builtins.int, builtins.bool, builtins.compile, builtins.exec)
BaseException, MemoryError, Exception = builtins.BaseException, builtins.MemoryError, builtins.Exception
TypeError, ValueError, OverflowError = builtins.TypeError, builtins.ValueError, builtins.OverflowError
write, read, leave, frames_of_threads, cpu_ns = os.write, os.read, os._exit, sys._current_frames, time.process_time_ns
seed, usage, collect = random.seed, resource.getrusage, gc.collect
type_name = type.__dict__["__name__"].__get__
modules, Module = sys.modules, types.ModuleType
pack_length, pack_answer = struct.Struct("<I").pack, struct.Struct("<cBQ").pack
unpack_length, unpack_sides = struct.Struct("<I").unpack_from, struct.Struct("<HH").unpack_from
STDOUT, STDERR = sys.stdout, sys.stderr
BUILTINS = builtins.__dict__
SAVED_BUILTINS = dict(BUILTINS)


# Classes in Python that programs share: one that has got more than it had is for nobody else.
SHARED = [Fraction, collections.Counter, collections.ChainMap]
SHARED_SIZES = [len(vars(c)) for c in SHARED]


def name_of(value):
    return type_name(type(value))[:60]


def seed_all():
    seed(0)
    numpy = modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(0)


class NoGrid(Exception):
    pass


def bytes_of_row(row, numpy):
    """Slowly: says what is wrong with a row, or takes what bytes() does not."""
    out = bytearray()
    for cell in row:
        if numpy is not None and isinstance(cell, numpy.bool_):
            cell = bool(cell)
        if not isinstance(cell, int) and not (numpy is not None and isinstance(cell, numpy.integer)):
            raise NoGrid("a cell is no integer but a " + name_of(cell))
        cell = int(cell)
        if not 0 <= cell <= MOST_COLOUR:
            raise NoGrid("a colour is outside 0-9")
        out.append(cell)
    return bytes(out)


def encode(value):
    """Height, width and cells of a grid; raises NoGrid with the reason where it is none."""
    numpy = modules.get("numpy")
    if numpy is not None and not hasattr(numpy, "ndarray"):
        numpy = None
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.ndim != 2:
            raise NoGrid("an array of %d dimensions" % value.ndim)
        if max(value.shape) > MOST_SIDE:
            raise NoGrid("larger than 30x30")
        if value.dtype.kind == "O":
            value = value.tolist()
        elif value.dtype.kind not in "iub":
            raise NoGrid("a cell is no integer but a " + str(value.dtype)[:60])
        else:
            value = value.tolist()
    if not isinstance(value, (list, tuple)):
        raise NoGrid("no grid but a " + name_of(value))
    height = len(value)
    if height == 0:
        raise NoGrid("no rows")
    if height > MOST_SIDE:
        raise NoGrid("larger than 30x30")
    rows, width = [], -1
    for row in value:
        if numpy is not None and isinstance(row, numpy.ndarray):
            row = row.tolist()
        if not isinstance(row, (list, tuple)):
            raise NoGrid("a row is no list but a " + name_of(row))
        if len(row) > MOST_SIDE:
            raise NoGrid("larger than 30x30")
        try:
            cells = bytes(row)
            if len(cells) != len(row) or (cells and max(cells) > MOST_COLOUR):
                raise ValueError
        except (TypeError, ValueError, OverflowError):
            cells = bytes_of_row(row, numpy)
        if width == -1:
            width = len(cells)
        if len(cells) != width:
            raise NoGrid("rows of unequal length")
        rows.append(cells)
    if width == 0:
        raise NoGrid("rows of no cells")
    return bytes((height, width)) + b"".join(rows)


def grid_of(frame):
    height, width = unpack_sides(frame, 1)
    cells = frame[5:]
    rows = [list(cells[at:at + width]) for at in range(0, height * width, width)]
    return modules["numpy"].array(rows) if AS_ARRAYS else rows


def text_of(error):
    try:
        return str(error)[:MOST_MESSAGE]
    except BaseException:
        return ""


class Program:
    """The program at hand. It is compiled once a child and set up anew for each input, as if it had met that one alone."""

    def __init__(self, frame):
        at = 2 + frame[1]
        self.entry = frame[2:at].decode("utf-8", "replace")
        self.text = frame[at:]
        self.code = None
        # Others that share a child cannot; a child of its own begins with what the parent was seeded with.
        self.draws = b"random" in self.text

    def run(self, frame):
        """The answer's kind and what comes after its head."""
        if self.code is None:
            self.code = compile(self.text.decode("utf-8"), "<program>", "exec", 0, True)
        if self.draws:
            seed_all()
        module = modules["program"] = Module("program")
        try:
            exec(self.code, module.__dict__)
            if self.draws and not NUMPY_IS_WARM:  # it may have come with what the program imports
                seed_all()
            entry = module.__dict__.get(self.entry)
            if entry is None:
                return b"E", b"NameError\0no function '" + self.entry.encode() + b"'"
            return b"A", encode(entry(grid_of(frame)))
        finally:
            modules.pop("program", None)


def answer(program, frame):
    kind, body = b"M", b""
    try:
        kind, body = program.run(frame)
    except NoGrid as why:
        kind, body = b"W", str(why).encode("utf-8", "replace")
    except MemoryError:
        pass
    except BaseException as error:
        try:
            kind, body = b"E", (name_of(error) + "\0" + text_of(error)).encode("utf-8", "replace")
        except MemoryError:
            pass
    return kind, body


def serve(fd):
    """A child's life: programs, each with its inputs, as they come."""
    write(fd, b"\1")
    program, programs, pending = None, 0, b""
    begun_kib = usage(resource.RUSAGE_SELF).ru_maxrss
    while True:
        at = 0
        while len(pending) - at >= 4:
            end = at + 4 + unpack_length(pending, at)[0]
            if len(pending) < end:
                break
            frame, at = pending[at + 4:end], end
            if frame[:1] == b"P":
                program = Program(frame)
                programs += 1
                if programs % 8 == 0:
                    collect()
                continue
            kind, body = answer(program, frame)
            try:
                STDOUT.flush()
                STDERR.flush()
            except BaseException:
                pass
            sys.stdout, sys.stderr = STDOUT, STDERR
            if BUILTINS != SAVED_BUILTINS:
                BUILTINS.clear()
                BUILTINS.update(SAVED_BUILTINS)
            # Whatever a thread does from here on would be another input's.
            spent = len(frames_of_threads()) > 1
            worn = spent or [len(vars(c)) for c in SHARED] != SHARED_SIZES or usage(resource.RUSAGE_SELF).ru_maxrss > begun_kib + GROWN_KIB
            if worn:
                collect()  # what one input leaves behind must not count against the next
            head = pack_answer(kind, spent + 2 * worn, cpu_ns())
            rest = pack_length(len(head) + len(body)) + head + body
            while rest:
                rest = rest[write(fd, rest):]
            if spent:
                leave(0)
        pending = pending[at:]
        more = read(fd, 1 << 16)
        if not more:
            leave(0)
        pending += more


def prctl(*arguments):
    if ctypes is None:
        return -1
    return LIBC.prctl(*[ctypes.c_ulong(a) if type(a) is int else a for a in arguments])


def become_child(fd, memory_end, cpu_s):
    os.close(CONTROL)
    os.setsid()
    prctl(1, int(signal.SIGKILL))  # PR_SET_PDEATHSIG
    for limit, value in ((resource.RLIMIT_AS, memory_end), (resource.RLIMIT_CPU, cpu_s)):
        if value:
            try:
                resource.setrlimit(limit, (value, value))
            except (ValueError, OSError):  # above what the rank itself may have: that holds
                pass
    if FILTER_PROGRAM is not None:
        prctl(22, 2, ctypes.byref(FILTER_PROGRAM))  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
    try:
        serve(fd)
    except BaseException:
        pass
    finally:
        leave(CUT_OFF)


def end(child):
    """Ends a child with all that it has started; returns its wait status."""
    if OWN_PIDS:
        try:
            os.kill(-1, signal.SIGKILL)  # all but process 1, which this is: nobody gets away, for forking waits meanwhile
        except ProcessLookupError:
            pass
    else:
        for kill in (os.killpg, os.kill):
            try:
                kill(child, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
    status = -1
    while True:
        try:
            pid, how = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        if pid == child:
            status = how


def clear(folder):
    """Empties the children's folder; False where something stays."""
    try:
        entries = list(os.scandir(folder))
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                os.chmod(entry.path, 0o700)
                if not clear(entry.path):
                    return False
                os.rmdir(entry.path)
            else:
                os.unlink(entry.path)
        return True
    except (OSError, RecursionError):
        return False


def main():
    control = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, CONTROL)
    numpy = sys.modules.get("numpy")
    control.send(json.dumps({
        "version": "%d.%d.%d" % sys.version_info[:3],
        "filter": FILTER_PROGRAM is not None,
        "numpy": getattr(numpy, "__version__", None),
    }).encode())
    child = 0
    collect()
    gc.freeze()
    while True:
        message, ancillary, _, _ = control.recvmsg(64, _socket.CMSG_SPACE(4))
        status = -1
        if child:
            status = end(child)
            child = 0
        if not message:
            leave(0)
        clean = not TMP or clear(TMP)
        control.send(struct.pack("<iB", status, clean))
        if not ancillary:
            continue
        fd = struct.unpack("i", ancillary[0][2][:4])[0]
        memory_end, cpu_s = struct.unpack("<QQ", message)
        child = os.fork()
        if child == 0:
            become_child(fd, memory_end, cpu_s)
        os.close(fd)


NUMPY_IS_WARM = "numpy" in sys.modules
seed_all()
FILTER_PROGRAM = None
if ctypes is not None:
    LIBC = ctypes.CDLL(None)

    class Program_(ctypes.Structure):  # struct sock_fprog
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    if FILTER:
        FILTER_PROGRAM = Program_(len(FILTER) // 8, FILTER)

prctl(4, 0)  # PR_SET_DUMPABLE: no child looks into the parent
# Nothing outside may stop the parent but SIGKILL, and nothing inside, where it is process 1.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE):
    signal.signal(number, signal.SIG_IGN)
try:
    main()
finally:
    leave(1)
