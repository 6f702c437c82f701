"""docker-compose.yml of the repository, as a project of its own on a free port."""
import json
import os
import pathlib
import re
import shutil
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def commands():
    """`docker-compose` and `docker compose`, or the one that is there."""
    return [command for command in (["docker-compose"], ["docker", "compose"])
            if shutil.which(command[0]) and subprocess.run([*command, "version"], stdin=subprocess.DEVNULL,
                                                           capture_output=True, check=False).returncode == 0]


class Project:
    """`command` is what plays it; `log` takes what it says, a build is long. `bases`: of the image, and to build on (or None)."""

    def __init__(self, command, engine, bases, port, log):
        environment, network = engine
        self.command, self.log = command, log
        self.name = f"asq-test-{os.getpid()}"
        self.environment = {**environment, "BASE": bases[0], "BUILD_BASE": bases[1] or "", "ASQ_PORT": str(port), "ASQ_IMAGE": self.name,
                            **registries()}
        self.file = REPOSITORY / "docker-compose.yml"
        if network == "host":
            self.file = REPOSITORY / f".{self.name}.yml"
            self.file.write_text(on_the_host_network((REPOSITORY / "docker-compose.yml").read_text(), port))

    def compose(self, *arguments):
        with open(self.log, "ab") as log:
            subprocess.run([*self.command, "-p", self.name, "-f", self.file, *arguments], cwd=REPOSITORY,
                           env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)

    def docker(self, *arguments):
        return subprocess.run(["docker", *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)

    @property
    def container(self):
        label = f"label=com.docker.compose.project={self.name}"
        return self.docker("ps", "-aq", "--filter", label).stdout.strip()

    def inspect(self):
        return json.loads(self.docker("inspect", self.container).stdout)[0]

    def size(self, image):
        return int(self.docker("image", "inspect", "-f", "{{.Size}}", image).stdout)

    def inside(self, script):
        """The answer of a shell in the container."""
        done = self.docker("exec", self.container, "sh", "-c", script)
        return done.returncode, (done.stdout + done.stderr).strip()

    def remove(self):
        self.compose("down", "--volumes", "--timeout", "10")
        self.docker("image", "rm", "--force", self.name)
        if self.environment["BUILD_BASE"]:
            self.docker("image", "rm", "--force", self.environment["BUILD_BASE"])
        if self.file.name.startswith("."):
            self.file.unlink()


def registries():
    """Where this machine's npm gets its packages."""
    asked = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=False)
    registry = asked.stdout.strip().splitlines()[-1] if asked.returncode == 0 and asked.stdout.strip() else ""
    return {"NPM_REGISTRY": registry} if registry else {}


def on_the_host_network(compose, port):
    compose = re.sub(r"    ports:\n(      .*\n)+", "    network_mode: host\n", compose)
    compose = compose.replace("      context: .\n", "      context: .\n      network: host\n")
    return compose.replace("0.0.0.0:8000", f"127.0.0.1:{port}")
