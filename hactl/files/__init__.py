"""The only package that writes into an environment: read, stage, switch, unstage."""

from hactl.files.local import Each, Files, LocalFiles
from hactl.files.recovery import Recovered, recover_folder
from hactl.files.system import SYSTEM, System

__all__ = ["SYSTEM", "Each", "Files", "LocalFiles", "Recovered", "System", "recover_folder"]
