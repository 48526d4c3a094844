"""What a study was made from comes back from its folder; other code is refused."""

import pytest

from irenic.analysis.rebuilt import rebuilt
from irenic.errors import StudyError
from irenic.study import Study


def test_other_code_is_refused_before_anything_is_read(study: Study) -> None:
    """The fake study's code is not this code, and it carries no case."""
    with pytest.raises(StudyError, match="cannot_replay"):
        rebuilt(study)
