"""How the rules' leaks look in a profile, and which of these looks a cluster has."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from leakline.analysis.rules import Rule
from leakline.leaks.model import Cluster
from leakline.leaks.signatures import Signature, any_like, matching, parse


@frozen
class Looks:
    """`within` are the looks that tell only within the function which has the finding."""

    signed: frozenset[str]
    """Rules whose leak looks like something, in a profile at large or within the function."""
    within: Mapping[str, tuple[Signature, ...]]
    at_large: Mapping[str, tuple[Signature, ...]] = field(factory=dict[str, tuple[Signature, ...]])

    def betrays(self, rule: str, cluster: Cluster) -> bool:
        """Whether a cluster of the standard library's own goroutines can only be the rule's leak: the function that they
        run is the one that the rule names. A state alone, or a lock somewhere below, may be anybody's."""
        return rule in cluster.signatures and any(
            any_like((*one.leaf, *one.frames), (cluster.site.function,))
            for one in self.at_large.get(rule, ())
        )

    def fits(self, rule: str, cluster: Cluster) -> bool:
        """Whether a cluster in the finding's function looks like the rule's leak."""
        if rule in cluster.signatures:
            return True
        return bool(matching(cluster.groups, self.within.get(rule, ())))

    def contradicts(self, rule: str, cluster: Cluster) -> bool:
        """Whether the rule's leak has a look, and the cluster has another one."""
        return rule in self.signed and not self.fits(rule, cluster)


def looks(rules: Iterable[Rule]) -> Looks:
    """Reads the `[signature]` and `[joint]` tables. Raises SignatureError."""
    within: dict[str, tuple[Signature, ...]] = {}
    at_large: dict[str, tuple[Signature, ...]] = {}
    signed: set[str] = set()
    for rule in rules:
        if rule.joint is not None:
            within[rule.id] = parse(rule.joint, rule.id)
        if rule.signature is not None:
            at_large[rule.id] = parse(rule.signature, rule.id)
        if rule.joint is not None or rule.signature is not None:
            signed.add(rule.id)
    return Looks(frozenset(signed), within, at_large)
