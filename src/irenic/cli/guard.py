"""What a user sees when something goes wrong: a list of problems, never a traceback for a mistake."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from irenic import __version__
from irenic.errors import IrenicError

USER_ERROR = 2
INTERNAL_FAULT = 70
INTERRUPTED = 130


class GuardedGroup(TyperGroup):
    """A group of commands whose faults end in a message and an exit code.

    2 for what the user can mend (also wrong options), 70 for a fault of irenic, 130 for Ctrl-C.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command; translate what it raises."""
        try:
            return super().invoke(ctx)
        except IrenicError as error:
            say(str(error))
            raise typer.Exit(USER_ERROR) from error
        except KeyboardInterrupt as error:
            say("Interrupted.")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            # The reader of our output is gone (as in `irenic show DIR | head`): nothing to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from error
        except Exception as error:
            if type(error).__module__.startswith(("click", "typer")):
                raise  # wrong options and exits are typer's to print
            say(fault_text(error))
            raise typer.Exit(INTERNAL_FAULT) from error


def fault_text(error: Exception) -> str:
    """Return what to print for an internal fault: that it is one, and what to send."""
    trace = "".join(traceback.format_exception(error))
    python = sys.version.split()[0]
    return (
        f"{trace}\n"
        "This is a fault of irenic, not of your input. Please report it with the lines above, the command\n"
        f"you typed, and the case file if it is yours. irenic {__version__}, Python {python}, {sys.platform}."
    )


def say(text: str) -> None:
    """Print a line to stderr."""
    typer.echo(text, err=True)
