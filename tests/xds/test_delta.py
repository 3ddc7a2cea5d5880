"""The delta protocol, message by message: what is sent, in which order, and what an answer leads to."""

from __future__ import annotations

import pytest
from tests.support.delta_node import TYPES, Node, connect, make_snapshot

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import CLUSTER, EXTENSION, LISTENER, ROUTES, RUNTIME, Resource, Snapshot
from sluice_console.xds.nodes import NodeRegistry

FIRST = make_snapshot(
    CDS={"a": "a1"},
    EDS={"a": "ea1"},
    LDS={"l": "l1"},
    RDS={"r": "r1"},
    ECDS={"f": "f1"},
    RTDS={"console": "s1"},
)


def connect_fully() -> Node:
    """A node that has all of FIRST."""
    node = connect(FIRST)
    node.subscribe("RTDS", "console")
    node.subscribe("CDS")
    node.subscribe("EDS", "a")
    node.subscribe("LDS")
    node.subscribe("ECDS", "f")
    node.subscribe("RDS", "r")
    node.settle()
    return node


def with_changes(**types: dict[str, str]) -> dict[str, dict[str, str]]:
    base = {
        "CDS": {"a": "a1"},
        "EDS": {"a": "ea1"},
        "LDS": {"l": "l1"},
        "RDS": {"r": "r1"},
        "ECDS": {"f": "f1"},
        "RTDS": {"console": "s1"},
    }
    return base | types


def test_a_wildcard_subscription_gets_everything() -> None:
    node = connect(FIRST)
    node.subscribe("CDS")
    assert node.read() == [("CDS", {"a": "a1"}, [])]


def test_an_empty_wildcard_is_answered_too() -> None:
    """Silence would make a starting Envoy wait for its timeout."""
    node = connect(make_snapshot())
    node.subscribe("CDS")
    assert node.read() == [("CDS", {}, [])]
    node.acknowledge("CDS")
    assert node.read() == []


def test_names_get_only_themselves() -> None:
    node = connect(make_snapshot(EDS={"a": "1", "b": "2"}))
    node.subscribe("EDS", "b")
    assert node.read() == [("EDS", {"b": "2"}, [])]


def test_a_name_that_is_not_there_is_told_as_removed_except_of_filters() -> None:
    node = connect(FIRST)
    node.subscribe("EDS", "nobody")
    node.subscribe("ECDS", "nobody")
    assert node.read() == [("EDS", {}, ["nobody"])]


def test_a_name_asked_for_again_is_sent_again() -> None:
    node = connect_fully()
    node.subscribe("EDS", "a")
    assert node.settle() == [("EDS", {"a": "ea1"}, [])]


def test_an_unsubscribed_name_is_not_updated() -> None:
    node = connect_fully()
    node.unsubscribe("EDS", "a")
    node.stream.retarget(make_snapshot(**with_changes(EDS={"a": "ea2"})))
    assert node.settle() == []


def test_a_reconnecting_node_is_sent_only_what_differs() -> None:
    node = connect(FIRST)
    node.subscribe("CDS", a=FIRST.by_type[CLUSTER]["a"].version)
    assert node.read() == [("CDS", {}, [])]
    node.subscribe("RDS", "r", r=FIRST.by_type[ROUTES]["r"].version)
    node.subscribe("ECDS", "f", f="0000000000000000")
    assert node.settle() == [("ECDS", {"f": "f1"}, [])]


def test_a_reconnecting_node_is_told_what_is_gone_meanwhile() -> None:
    """Not before it has what leads elsewhere: until then its routes may lead to what is gone."""
    node = connect(FIRST)
    for short in ("CDS", "EDS", "ECDS", "LDS"):
        had = {name: item.version for name, item in FIRST.by_type[TYPES[short]].items()}
        names = () if short in ("CDS", "LDS") else tuple(had)
        node.subscribe(short, *names, **had, **({"old": "1", "f2": "2"} if short == "CDS" else {}))
    assert ("CDS", {}, ["f2", "old"]) not in node.settle()
    node.subscribe("RDS", "r", r="old")
    sent = node.settle()
    assert [item[0] for item in sent] == ["RDS", "CDS"]
    assert sent[1] == ("CDS", {}, ["f2", "old"])


def test_a_reconnecting_node_gets_new_clusters_before_what_leads_to_them() -> None:
    node = connect(FIRST)
    node.subscribe("CDS", old="1")
    node.subscribe("LDS", l=FIRST.by_type[LISTENER]["l"].version)
    node.subscribe("RDS", "r", r="old")
    assert [item[0] for item in node.read()] == ["CDS"]
    node.subscribe("EDS", "a")
    assert [item[0] for item in node.read()] == ["EDS"]
    node.acknowledge("CDS")
    assert node.read() == []
    node.acknowledge("EDS")
    assert "RDS" in [item[0] for item in node.read()]


def test_a_reconnecting_node_keeps_filters_that_are_gone_meanwhile() -> None:
    """Listeners that are being drained still use them, and would answer 500."""
    node = connect(FIRST)
    node.subscribe("ECDS", "f", "old", f=FIRST.by_type[EXTENSION]["f"].version, old="1")
    assert node.settle() == []


def test_only_the_changed_resource_is_sent() -> None:
    node = connect(make_snapshot(CDS={"a": "1", "b": "1"}))
    node.subscribe("CDS")
    node.settle()
    node.stream.retarget(make_snapshot(CDS={"a": "1", "b": "2"}))
    assert node.read() == [("CDS", {"b": "2"}, [])]


def test_phases_wait_for_acknowledgements() -> None:
    node = connect_fully()
    node.stream.retarget(
        make_snapshot(
            CDS={"b": "b1"},
            EDS={"b": "eb1"},
            ECDS={"f": "f2"},
            LDS={"l": "l2"},
            RDS={"r": "r2"},
            RTDS={"console": "s2"},
        )
    )
    assert node.read() == [("CDS", {"b": "b1"}, [])]
    assert node.read() == []
    node.subscribe("EDS", "b")
    node.acknowledge("CDS")
    assert node.read() == [("EDS", {"b": "eb1"}, [])]
    for short, group in (
        ("EDS", ("ECDS", {"f": "f2"}, [])),
        ("ECDS", ("LDS", {"l": "l2"}, [])),
        ("LDS", ("RDS", {"r": "r2"}, [])),
        ("RDS", ("RTDS", {"console": "s2"}, [])),
        ("RTDS", ("CDS", {}, ["a"])),
    ):
        node.acknowledge(short)
        assert node.read() == [group]
    node.acknowledge("CDS")
    assert node.read() == []


def test_a_new_listener_is_waited_for_until_it_has_its_routes() -> None:
    """A listener that no request reaches loads them first; until they are there the old one serves, with the
    old cluster.
    """
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(CDS={}, EDS={}, LDS={"l": "l2"}, RDS={"r-new": "r2"})))
    assert [(short, list(group)) for short, group, _ in node.read()] == [("LDS", ["loading"])]
    node.acknowledge("LDS")
    assert node.read() == []
    node.subscribe("RDS", "r-new")
    assert node.read() == [("RDS", {"r-new": "r2"}, [])]
    node.acknowledge("RDS")
    assert node.read() == [("LDS", {"l": "l2"}, [])]
    node.acknowledge("LDS")
    assert node.settle() == [("LDS", {}, ["loading"]), ("CDS", {}, ["a"])]


def test_new_routes_that_are_rejected_leave_the_listeners_alone() -> None:
    """A listener that comes with them would go live without any, and answer 404 to everybody."""
    node = connect_fully()
    changed = with_changes(LDS={"l": "l2"}, RDS={"r-new": "bad"}, RTDS={"rt": "2"})
    node.stream.retarget(make_snapshot(**changed))
    node.read()
    node.acknowledge("LDS")
    node.subscribe("RDS", "r-new")
    node.read()
    node.reject("RDS", "no")
    assert [item[0] for item in node.settle()] in ([], ["RTDS"])
    node.stream.retarget(make_snapshot(**{**changed, "RTDS": {"rt": "3"}}))
    assert "LDS" not in [item[0] for item in node.settle()]


def test_a_removal_is_not_lost_when_what_was_before_it_is_rejected() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(LDS={"l": "l1", "m": "bad"})))
    node.read()
    node.stream.retarget(make_snapshot(**with_changes(LDS={"l": "l1"})))
    node.reject("LDS", "no")
    node.settle()
    assert node.nodes.list_nodes()[0].rejections == ()


def test_what_envoy_takes_as_a_whole_is_offered_one_by_one_when_it_was_rejected() -> None:
    node = connect(make_snapshot(CDS={"a": "1", "b": "1"}, EDS={"a": "1", "b": "bad"}))
    node.subscribe("EDS", "a", "b")
    assert [sorted(group) for _, group, _ in node.read()] == [["a", "b"]]
    node.reject("EDS", "something is wrong with it")
    assert [sorted(group) for _, group, _ in node.read()] == [["a"], ["b"]]
    node.acknowledge("EDS")
    node.reject("EDS", "no")
    assert node.settle() == []
    (rejection,) = node.nodes.list_nodes()[0].rejections
    assert rejection.name == "b"
    unanswered = node.stream._session._unanswered
    assert not any(unanswered.values()), "how long the next answer takes is measured from its own message"


def test_a_new_filter_is_loaded_before_any_listener_knows_of_it() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "f1", "new": "n1"}, LDS={"l": "l2"})))
    (first,) = node.read()
    assert (first[0], list(first[1])) == ("LDS", ["loading"])
    node.acknowledge("LDS")
    assert node.read() == []
    node.subscribe("ECDS", "new")
    assert node.read() == [("ECDS", {"new": "n1"}, [])]
    node.acknowledge("ECDS")
    assert node.read() == [("LDS", {"l": "l2"}, [])]
    node.acknowledge("LDS")
    assert node.settle() == [("LDS", {}, ["loading"])]


def test_a_new_filter_that_is_rejected_leaves_the_listeners_alone() -> None:
    node = connect_fully()
    bad = make_snapshot(**with_changes(ECDS={"f": "f1", "new": "bad"}, LDS={"l": "l2"}))
    node.stream.retarget(bad)
    node.read()
    node.acknowledge("LDS")
    node.subscribe("ECDS", "new")
    node.read()
    node.reject("ECDS", "no")
    assert node.settle() == []
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "f1", "new": "bad"}, LDS={"l": "l3"})))
    assert node.settle() == []
    node.stream.retarget(FIRST)
    assert node.settle() == [("LDS", {}, ["loading"])]


def test_a_changed_cluster_brings_its_endpoints_again() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(CDS={"a": "a2"})))
    assert node.read() == [("CDS", {"a": "a2"}, []), ("EDS", {"a": "ea1"}, [])]


def test_filters_routes_and_listeners_travel_alone() -> None:
    snapshot = make_snapshot(ECDS={"f": "1", "g": "1"}, CDS={"a": "1", "b": "1"})
    node = connect(snapshot)
    node.subscribe("ECDS", "f", "g")
    node.subscribe("CDS")
    assert [(short, sorted(group)) for short, group, _ in node.read()] == [
        ("ECDS", ["f"]),
        ("ECDS", ["g"]),
        ("CDS", ["a", "b"]),
    ]


@pytest.mark.parametrize(
    ("short", "changes"),
    [("CDS", {"a": "a1", "new": "bad"})],
    ids=["a new cluster"],
)
def test_what_others_need_ends_the_plan_when_it_is_rejected(short: str, changes: dict[str, str]) -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(**{short: changes, "RDS": {"r": "r2"}})))
    node.read()
    node.reject(short, "no")
    assert [item for item in node.settle() if item[0] == "RDS"] == []


@pytest.mark.parametrize(
    ("short", "changes"),
    [("CDS", {"a": "bad"}), ("LDS", {"l": "l1", "new": "bad"})],
    ids=["a cluster that stays as it was", "a new listener"],
)
def test_the_rest_of_a_release_is_sent_but_nothing_is_removed(short: str, changes: dict[str, str]) -> None:
    """What was rejected may still need it."""
    node = connect_fully()
    target = with_changes(**{short: changes, "RDS": {"r": "r2"}})
    gone = {**with_changes(), "CDS": {"a": "a1", "old": "o1"}}
    node.stream.retarget(make_snapshot(**gone))
    node.settle()
    node.stream.retarget(make_snapshot(**target))
    node.read()
    node.reject(short, "no")
    assert node.settle() == [("RDS", {"r": "r2"}, [])]


def test_what_puts_it_right_is_sent_although_it_came_before_the_rejection() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(LDS={"l": "bad"})))
    node.read()
    node.stream.retarget(make_snapshot(**with_changes(LDS={"l": "l3"}, RDS={"r": "r2"})))
    node.reject("LDS", "no")
    assert node.settle() == [("LDS", {"l": "l3"}, []), ("RDS", {"r": "r2"}, [])]


def test_a_rejection_is_reported() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "bad"}, RDS={"r": "r2"})))
    assert node.read() == [("ECDS", {"f": "bad"}, [])]
    node.reject("ECDS", "Unable to create Wasm plugin f")
    assert node.read() == [("RDS", {"r": "r2"}, [])]
    status = node.nodes.list_nodes()[0]
    assert [(item.name, item.error) for item in status.rejections] == [
        ("f", "Unable to create Wasm plugin f")
    ]
    assert status.loaded[EXTENSION, "f"] == FIRST.by_type[EXTENSION]["f"].version
    assert status.types[EXTENSION].acknowledged == FIRST.version(EXTENSION)


def test_rejected_bytes_are_not_sent_again_and_hold_up_nothing() -> None:
    """Envoy would acknowledge them without applying them."""
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "bad"})))
    node.read()
    node.reject("ECDS", "no")
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "bad"}, RDS={"r": "r2"})))
    assert node.settle() == [("RDS", {"r": "r2"}, [])]
    assert [item.name for item in node.nodes.list_nodes()[0].rejections] == ["f"]


def test_a_rejection_is_forgotten_with_what_was_rejected() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "bad"})))
    node.read()
    node.reject("ECDS", "no")
    node.stream.retarget(FIRST)
    assert node.settle() == []
    status = node.nodes.list_nodes()[0]
    assert status.rejections == ()
    assert status.types[EXTENSION].acknowledged == FIRST.version(EXTENSION)


def test_other_bytes_for_what_was_rejected_are_sent() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "bad"})))
    node.read()
    node.reject("ECDS", "no")
    node.stream.retarget(make_snapshot(**with_changes(ECDS={"f": "better"})))
    assert node.settle() == [("ECDS", {"f": "better"}, [])]
    assert node.nodes.list_nodes()[0].rejections == ()


def test_of_a_rejected_message_only_what_the_error_names_is_rejected() -> None:
    node = connect(make_snapshot(CDS={"good": "1", "evil": "1", "evil@v2": "1"}))
    node.subscribe("CDS")
    node.read()
    node.reject("CDS", "Error adding/updating cluster(s) evil@v2: bad")
    assert [item.name for item in node.nodes.list_nodes()[0].rejections] == ["evil@v2"]


def test_an_answer_to_an_unknown_nonce_is_ignored() -> None:
    node = connect_fully()
    node.nonces["CDS"] = ["nonsense"]
    node.reject("CDS", "no")
    assert node.nodes.list_nodes()[0].rejections == ()


def test_a_newer_snapshot_takes_over_in_the_middle() -> None:
    node = connect_fully()
    node.stream.retarget(make_snapshot(**with_changes(CDS={"a": "a2"}, RDS={"r": "r2"})))
    node.read()
    node.stream.retarget(make_snapshot(**with_changes(CDS={"a": "a2"}, RDS={"r": "r3"})))
    assert [group for short, group, _ in node.settle() if short == "RDS"] == [{"r": "r3"}]


def test_a_node_is_current_when_it_has_all_it_wants() -> None:
    node = connect_fully()
    status = node.nodes.list_nodes()[0]
    assert {type_url: item.acknowledged for type_url, item in status.types.items()} == {
        type_url: FIRST.version(type_url) for type_url in status.types
    }
    changed = make_snapshot(**with_changes(LDS={"l": "l2"}))
    node.stream.retarget(changed)
    node.read()
    status = node.nodes.list_nodes()[0]
    assert status.types[LISTENER].sent == changed.version(LISTENER)
    assert status.types[LISTENER].acknowledged == FIRST.version(LISTENER)
    assert (LISTENER, "l") not in status.loaded
    assert status.types[ROUTES].acknowledged == changed.version(ROUTES)


def test_the_registry_listens_to_the_newest_stream_only() -> None:
    nodes = NodeRegistry()
    old = connect(FIRST, nodes)
    old.subscribe("CDS")
    new = connect(FIRST, nodes)
    old.settle()
    assert nodes.list_nodes()[0].types == {}
    new.subscribe("CDS")
    new.settle()
    assert CLUSTER in nodes.list_nodes()[0].types


def test_what_was_rejected_before_a_reconnect_is_not_sent_again() -> None:
    """Envoy would acknowledge it, unapplied, and the registry would believe it."""
    nodes = NodeRegistry()
    bad = make_snapshot(CDS={"a": "bad"}, ECDS={"f": "bad"})
    for short, name in (("CDS", "a"), ("ECDS", "f")):
        first = connect(FIRST, nodes)
        first.subscribe(short, *([] if short == "CDS" else [name]))
        first.settle()
        first.stream.retarget(bad)
        first.read()
        first.reject(short, "no")
        known = FIRST.by_type[TYPES[short]][name].version

        again = connect(bad, nodes)
        again.subscribe(short, *([] if short == "CDS" else [name]), **{name: known})
        assert again.settle() == ([("CDS", {}, [])] if short == "CDS" else [])
        again.stream.retarget(FIRST)
        assert again.settle() == []
        assert nodes.list_nodes()[0].rejections == ()


def test_a_restarted_node_is_sent_what_it_rejected_before() -> None:
    """It has nothing to fall back to, and rejects it truthfully."""
    nodes = NodeRegistry()
    first = connect(make_snapshot(ECDS={"f": "bad"}), nodes)
    first.subscribe("ECDS", "f")
    first.read()
    first.reject("ECDS", "no")
    again = connect(make_snapshot(ECDS={"f": "bad"}), nodes)
    again.subscribe("ECDS", "f")
    assert again.settle() == [("ECDS", {"f": "bad"}, [])]


def test_a_snapshot_is_good_when_a_node_has_all_of_it() -> None:
    node = connect(FIRST)
    for short, names in (("CDS", ()), ("LDS", ()), ("RDS", ("r",)), ("ECDS", ("f",))):
        assert node.stream.accepted is None
        node.subscribe(short, *names)
        node.settle()
    assert node.stream.accepted is FIRST

    bad = make_snapshot(**with_changes(ECDS={"f": "bad"}))
    node.stream.retarget(bad)
    node.read()
    node.reject("ECDS", "no")
    node.settle()
    assert node.stream.accepted is FIRST


def test_an_empty_snapshot_is_good_at_once() -> None:
    empty = make_snapshot()
    node = connect(empty)
    node.subscribe("CDS")
    node.settle()
    assert node.stream.accepted is None
    node.subscribe("LDS")
    node.settle()
    assert node.stream.accepted is empty


def test_what_has_a_life_is_sent_again_and_nobody_counts_it() -> None:
    mortal = Resource(RUNTIME, "faults", b"x", life_seconds=9.0)
    node = connect(Snapshot.of([mortal]))
    node.subscribe("RTDS", "faults")
    assert node.stream.renewal_seconds == 3.0
    assert node.settle() == [("RTDS", {"faults": "x"}, [])]
    before = node.nodes.list_nodes()
    node.stream.renew()
    data = list(node.stream.drain())
    sent = discovery.DeltaDiscoveryResponse.FromString(data[0])
    assert len(data) == 1 and sent.resources[0].ttl.seconds == 9
    assert node.stream.is_settled() and node.nodes.list_nodes() == before
    node.stream.retarget(make_snapshot(RTDS={"faults": "y"}))
    node.settle()
    assert node.stream.renewal_seconds is None


def test_what_the_node_does_not_have_is_not_renewed() -> None:
    node = connect(Snapshot.of([Resource(RUNTIME, "faults", b"x", life_seconds=9.0)]))
    node.subscribe("RTDS", "other")
    node.settle()
    node.stream.renew()
    assert list(node.stream.drain()) == []
