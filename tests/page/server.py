"""A real JupyterLab on loopback, in a home of its own, that a browser can open notebooks in."""

import json
import secrets
import shutil
import subprocess
import sys
import urllib.request
from contextlib import suppress

from terminal import ENVIRONMENT

OPTIONS = [
    "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--ServerApp.open_browser=False",
    "--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
]  # fmt: skip
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.sessionContext?.session?.kernel?.status === "idle";
}"""


class NotebookServer:
    """The server's process, its address and its token."""

    def __init__(self, home):
        self.root = home / "notebooks"
        self.root.mkdir()
        settings = home / "config" / "labconfig"
        settings.mkdir(parents=True)
        (settings / "page_config.json").write_text(json.dumps(QUIET))
        self.token = secrets.token_hex(16)
        places = {"HOME": "home", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
                  "JUPYTER_RUNTIME_DIR": "runtime", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "xdg"}  # fmt: skip
        environment = ENVIRONMENT | {name: str(home / place) for name, place in places.items()}
        environment["JUPYTER_TOKEN"] = self.token
        self.log = (home / "log").open("w+")
        command = [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.root_dir={self.root}"]
        self.process = subprocess.Popen(command, env=environment, cwd=self.root, stdout=self.log, stderr=self.log)
        try:
            self.url = self.address(home / "runtime")
        except BaseException:
            self.stop()
            raise

    def address(self, runtime):
        """Where the server listens, once it does; it says so in a file."""
        for _ in range(300):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
                self.log.seek(0)
                raise RuntimeError(f"JupyterLab ended:\n{self.log.read()[-2000:]}")
            for file in runtime.glob("jpserver-*.json"):
                with suppress(ValueError):
                    return json.loads(file.read_text())["url"]
        raise RuntimeError("JupyterLab did not start in 30 seconds")

    def ask(self, path, method="GET"):
        """What the server answers under a path."""
        headers = {"Authorization": f"token {self.token}"}
        with urllib.request.urlopen(
            urllib.request.Request(self.url + path, headers=headers, method=method), timeout=30
        ) as answer:
            return json.loads(answer.read() or "null")

    def open(self, page, notebook, run):
        """A copy of a notebook on a page; if `run`, with every cell run."""
        shutil.copy(notebook, self.root / notebook.name)
        page.goto(f"{self.url}doc/tree/{notebook.name}?token={self.token}&reset")
        page.wait_for_function(READY, timeout=60_000)
        if run:
            page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
            page.wait_for_function(READY, timeout=60_000)

    def stop_kernels(self):
        """Ends every session."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def stop(self):
        """Ends the server."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
