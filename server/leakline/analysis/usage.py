"""Uses of a resource after which it matters little whether it is released, or that go on when the function has ended."""

from leakline.analysis.paths import State
from leakline.analysis.unit import Unit
from leakline.flow.ir import V

READ = (-5, True)
"""The fact that a body was read to its end: then its connection is free again, closed or not."""

_READ_WHOLE = {"io.ReadAll": 0, "io/ioutil.ReadAll": 0, "io.Copy": 1}
_SERVED = ("Accept", "AcceptTCP", "AcceptUnix", "Serve", "ServeTLS")


def after_reading(state: State, name: str, index: int) -> State:
    """The state after a callee was given the resource as argument `index`, which it may read to the end."""
    return state._replace(facts=state.facts | {READ}) if _READ_WHOLE.get(name) == index else state


def goes_on(unit: Unit, state: State, literal: int) -> bool:
    """Whether a goroutine accepts connections on a listener: it is in use until it fails, whoever started that."""
    for made in unit.body.calls:
        kind, *rest = unit.body.values[made.callee]
        if made.func != literal or kind != V.FIELD or rest[1] not in _SERVED:
            continue
        if rest[0] in state.holders or state.holders & set(made.args):
            return True
    return False
