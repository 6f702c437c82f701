"""The image to build on: Debian's slim one, or, where that can't be pulled, one made here by debootstrap."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

PUBLIC = "debian:bookworm-slim"
OWN = "asq-test-base"
COMPILED = "asq-test-base-compiled"
COMPILED_BYTES = 512 << 20


def base(environment):
    """The name of an image that is there; one made here stays for the next time, in an engine that stays."""
    for name in (PUBLIC, OWN):
        present = subprocess.run(["docker", "image", "inspect", name], env=environment, capture_output=True, check=False)
        if present.returncode == 0:
            return name
    if pulled(environment):
        return PUBLIC
    print(f"{PUBLIC} can't be pulled: making a base by debootstrap", flush=True)
    with tempfile.TemporaryDirectory(prefix="asq-base-", dir="/var/tmp") as folder:
        root = pathlib.Path(folder) / "root"
        bootstrap(root)
        trust_what_this_machine_trusts(root)
        load(root, environment)
    return OWN


def with_compiled(name, environment):
    """The same with what this machine has compiled of late: the image is built as anywhere, in less time. None where nothing is."""
    if shutil.which("ccache") is None:
        return None
    asked = subprocess.run(["ccache", "--get-config", "cache_dir"], capture_output=True, text=True, check=True)
    cache = pathlib.Path(asked.stdout.strip())
    with tempfile.TemporaryDirectory(prefix="asq-compiled-", dir="/var/tmp") as folder:
        for file in newest(cache):
            copy = pathlib.Path(folder) / file.relative_to(cache)
            copy.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # the cache has dropped it meanwhile
                shutil.copy2(file, copy)
        subprocess.run(["docker", "build", "--quiet", "--tag", COMPILED, "--file", "-", folder],
                       input=f"FROM {name}\nCOPY . /root/.cache/ccache/\n", text=True, stdout=subprocess.DEVNULL,
                       env=environment, check=True)
    return COMPILED


def newest(cache):
    """The files that were used last, as many as are copied quickly."""
    files = []
    for file in cache.glob("?/**/*[RM]"):  # results and manifests
        with contextlib.suppress(FileNotFoundError):
            files.append((file.stat().st_mtime, file.stat().st_size, file))
    left = COMPILED_BYTES
    for _, size, file in sorted(files, reverse=True):
        left -= size
        if left < 0:
            return
        yield file


def pulled(environment):
    try:
        return subprocess.run(["docker", "pull", "--quiet", PUBLIC], env=environment, timeout=120,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def bootstrap(root):
    """This machine's own release, from where its apt gets it, set up to get more from there."""
    release = dict(line.split("=", 1) for line in pathlib.Path("/etc/os-release").read_text().splitlines() if "=" in line)
    codename = release["VERSION_CODENAME"].strip('"')
    mirror = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
                            capture_output=True, text=True, check=True).stdout
    site = next(line.split()[0] for line in mirror.splitlines() if line.split()[1:] == [codename])
    subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", codename, root, site],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    (root / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n")  # as Debian's own images have it
    acquire = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout.splitlines()
    (root / "etc/apt/apt.conf.d/99host").write_text(
        "\n".join(line for line in acquire if line.startswith(("Acquire::http", "Acquire::Check"))) + "\n")


def trust_what_this_machine_trusts(root):
    """Certificates the administrator has added, for a network with its own authority."""
    added = pathlib.Path("/usr/local/share/ca-certificates")
    if any(added.glob("*.crt")):
        shutil.copytree(added, root / "usr/local/share/ca-certificates", dirs_exist_ok=True)
        subprocess.run(["chroot", root, "update-ca-certificates"], stdout=subprocess.DEVNULL, check=True)


def load(root, environment):
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(root / "var/cache/apt/archives")
        os.makedirs(root / "var/cache/apt/archives/partial")
    packed = subprocess.Popen(["tar", "-C", root, "--numeric-owner", "-c", "."], stdout=subprocess.PIPE)
    subprocess.run(["docker", "import", "--change", "ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt",
                    "-", OWN], stdin=packed.stdout, stdout=subprocess.DEVNULL, env=environment, check=True)
    if packed.wait() != 0:
        raise RuntimeError("tar failed")
