"""The shape of what each command tells a program, as types: mypy holds the code to them, schemas are made of them.

`make schemas` writes hactl/schemas/ from here (docs/json.md). Within a version of a schema members may come; none goes,
and none changes its meaning. No command loads this.
"""

from __future__ import annotations

from collections.abc import Mapping

from hactl.views.shapes.labs import (
    DrillData,
    LabData,
    LabDownData,
    LabListData,
    LabLogsData,
    LabMemberData,
    LogLine,
    RollData,
)
from hactl.views.shapes.plans import ChangedData, PlanData
from hactl.views.shapes.runs import EventData, HistoryData
from hactl.views.shapes.specs import (
    ExplainData,
    FmtData,
    GraphData,
    ImportData,
    InitData,
    SchemaData,
    ShowData,
    ValidateData,
)
from hactl.views.shapes.status import StatusData
from hactl.views.shapes.whole import HelpData

RESULTS: Mapping[str, type] = {
    "init": InitData,
    "import": ImportData,
    "create": ChangedData,
    "show": ShowData,
    "status": StatusData,
    "diff": PlanData,
    "apply": ChangedData,
    "enable-ha": ChangedData,
    "disable-ha": ChangedData,
    "drain": ChangedData,
    "undrain": ChangedData,
    "validate": ValidateData,
    "explain": ExplainData,
    "fmt": FmtData,
    "graph": GraphData,
    "schema": SchemaData,
    "rollback": ChangedData,
    "history": HistoryData,
    "drill": DrillData,
    "lab up": LabData,
    "lab status": LabData,
    "lab logs": LabLogsData,
    "lab kill": LabMemberData,
    "lab stop": LabMemberData,
    "lab start": LabMemberData,
    "lab roll": RollData,
    "lab down": LabDownData,
    "lab list": LabListData,
    "help": HelpData,
}
"""command -> what it finds. The document of no command, `hactl/error/1`, never has a result."""

STREAMS: Mapping[str, type] = {"events": EventData, "lab-logs-line": LogLine}
"""name -> one line of JSON lines."""
