"""PostgreSQL settings that fit this machine; an operator's own go into ALTER SYSTEM and win."""

import os
from pathlib import Path

MIB = 1024**2
MEMINFO = Path("/proc/meminfo")
CGROUP = Path("/sys/fs/cgroup/memory.max")
SHARED_MEMORY = Path("/dev/shm")


def memory(meminfo: Path = MEMINFO, cgroup: Path = CGROUP) -> int:
    """Memory that we may use, bytes: the machine's, or less where a container limits it."""
    line = next(row for row in meminfo.read_text().splitlines() if row.startswith("MemTotal:"))
    total = int(line.split()[1]) * 1024
    limit = cgroup.read_text().strip() if cgroup.exists() else "max"
    return min(total, int(limit)) if limit.isdigit() else total


def settings(total: int, cores: int) -> dict[str, str]:
    """Settings for a server that shares `total` bytes of memory and the cores with the service itself."""

    def share(part: int, low: int, high: int) -> str:
        return f"{min(max(total // part // MIB, low), high)}MB"

    return {
        "shared_buffers": share(6, 64, 8192),
        "effective_cache_size": share(2, 128, 65536),
        "maintenance_work_mem": share(32, 32, 1024),
        "work_mem": share(512, 4, 64),
        "max_connections": "100",
        "max_parallel_workers_per_gather": str(min(cores // 2, 4)),
        "max_wal_size": share(8, 256, 4096),
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        "jit": "off",  # compiling costs more than these short queries take
        "client_connection_check_interval": "2s",  # a killed client's query ends soon
    }


def parallel_memory(folder: Path = SHARED_MEMORY) -> dict[str, str]:
    """How parallel workers share memory: as initdb found out, but through files where /dev/shm is tiny.

    A container's /dev/shm often has 64 MB, and a query that needs more of it fails.
    """
    space = os.statvfs(folder) if folder.is_dir() else None
    tiny = space is not None and space.f_frsize * space.f_blocks < 512 * MIB
    return {"dynamic_shared_memory_type": "mmap"} if tiny else {}


def render(values: dict[str, str]) -> str:
    """The lines of a PostgreSQL configuration file."""
    return "".join(f"{name} = '{text.replace(chr(39), chr(39) * 2)}'\n" for name, text in values.items())
