"""Disks of their own for the data: one that loses power, and one that is small. Both need root."""
import errno
import fcntl
import os
import pathlib
import shutil
import struct
import subprocess
import time

IOC_SHUTDOWN = 2 << 30 | 4 << 16 | ord("X") << 8 | 125  # _IOR('X', 125, u32)
WITHOUT_FLUSH = 2  # what is not yet in the journal is lost
IMAGE_BYTES = 512 << 20


class NotHere(Exception):
    """This machine does not allow it; the words say what."""


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotHere(f"'{' '.join(map(str, command))}': {done.stderr.strip()}")


def unmount(point):
    """Waits for the last descriptor of a process that has just ended."""
    for _ in range(100):
        if subprocess.run(["umount", point], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.05)
    run("umount", point)


class LoopDisk:
    """An ext4 file system in an image file. Losing power, it keeps what had been written to the
    image, and nothing of what was only in memory.
    """

    def __init__(self, folder):
        if os.geteuid() != 0:
            raise NotHere("a file system of its own needs root")
        self.image, self.point = pathlib.Path(folder, "disk.img"), pathlib.Path(folder, "disk")
        self.point.mkdir()
        with open(self.image, "wb") as image:
            image.truncate(IMAGE_BYTES)
        try:
            run("mkfs.ext4", "-q", "-F", "-m", "0", self.image)
            self._mount()
        except OSError as failure:
            raise NotHere(str(failure)) from failure

    def _mount(self):
        run("mount", "-o", "loop,noatime", self.image, self.point)

    def lose_power(self):
        """From now on nothing reaches the image; whoever has files open gets EIO."""
        descriptor = os.open(self.point, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(descriptor)

    def come_back(self):
        unmount(self.point)
        self._mount()

    def discard(self):
        unmount(self.point)


class SmallDisk:
    """A tmpfs of so many bytes, which can be filled up."""

    def __init__(self, folder, size):
        self.point = pathlib.Path(folder, "small")
        self.point.mkdir(exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.point)

    def fill(self, leave):
        """All but `leave` bytes."""
        room = shutil.disk_usage(self.point).free - leave
        with open(self.point / "ballast", "wb", buffering=0) as ballast:
            try:
                for _ in range(max(0, room) // 4096):
                    ballast.write(bytes(4096))
            except OSError as failure:
                if failure.errno != errno.ENOSPC:
                    raise

    def make_room(self):
        (self.point / "ballast").unlink()

    def discard(self):
        unmount(self.point)
