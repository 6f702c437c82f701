"""A disk that hangs when told to: a library before libc in which fsync and fdatasync wait.

    disk = SlowDisk(tmp_path)
    AsqServer(env=disk.env)
    disk.hang(); disk.go_on()
"""
import os
import shutil
import subprocess

import pytest

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static void wait_while_it_hangs(void) {
  const char* sign = getenv("SLOW_DISK_HANGS");
  while (sign && access(sign, F_OK) == 0) usleep(5000);
}
int fsync(int file) {
  wait_while_it_hangs();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}
int fdatasync(int file) {
  wait_while_it_hangs();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
"""


class SlowDisk:
    def __init__(self, directory):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None or os.environ.get("ASQ_E2E_SANITIZED"):
            pytest.skip("needs a C compiler, and a binary without a sanitizer")
        source, library = directory / "slow_disk.c", directory / "slow_disk.so"
        source.write_text(SOURCE)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        self.sign = directory / "the-disk-hangs"
        self.env = {"LD_PRELOAD": str(library), "SLOW_DISK_HANGS": str(self.sign)}

    def hang(self):
        self.sign.touch()

    def go_on(self):
        self.sign.unlink(missing_ok=True)
