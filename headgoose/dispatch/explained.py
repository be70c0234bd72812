"""Why there is no plan, as it is stored: places by key, people by their numbers in the pool; lists cut where long."""

from collections.abc import Mapping
from typing import Any

from headgoose.dispatch.models import Candidate, Run
from headgoose.dispatch.solving import Bound, Cluster, Explanation, Relaxation

CLUSTERS_MOST, RELAXATIONS_MOST, NAMED_MOST = 20, 80, 60


def stored_explanation(run: Run, explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain values."""
    number_of = dict(Candidate.objects.filter(run=run).values_list("mark", "number"))
    return {
        "clusters": [_cluster(cluster, number_of) for cluster in explanation.clusters[:CLUSTERS_MOST]],
        "more": max(len(explanation.clusters) - CLUSTERS_MOST, 0),
        "relaxations": [_relaxation(one, number_of) for one in explanation.relaxations if one.cluster < CLUSTERS_MOST][
            :RELAXATIONS_MOST
        ],
    }


def _cluster(cluster: Cluster, number_of: Mapping[str, int]) -> dict[str, Any]:
    return {
        "kind": cluster.kind.value,
        "places": list(cluster.places[:NAMED_MOST]),
        "places_count": len(cluster.places),
        "people": [number_of[mark] for mark in cluster.people[:NAMED_MOST]],
        "people_count": len(cluster.people),
        "needs": cluster.needs,
        "has": cluster.has,
        "minimums": [_bound(bound) for bound in cluster.minimums[:NAMED_MOST]],
        "maximums": [_bound(bound) for bound in cluster.maximums[:NAMED_MOST]],
    }


def _relaxation(one: Relaxation, number_of: Mapping[str, int]) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "cluster": one.cluster,
        "places": list(one.places[:NAMED_MOST]),
        "people": [number_of[mark] for mark in one.people[:NAMED_MOST]],
        "number": one.number,
        "bound": _bound(one.bound) if one.bound else None,
    }


def _bound(bound: Bound) -> dict[str, int | None]:
    return {"key": bound.area_key, "level": int(bound.level), "lower": bound.lower, "upper": bound.upper}
