"""What a rollout moves: a filter, a route's change, a service's version. A module each, with the same three
functions, which `kinds` finds by `Rollout.subject`:

    plan(change, values) -> Plan            what the input asks for, checked; raises Invalid at its field
    check_still_fits(db, rollout)           raises Conflict where the draft no longer is what it was
    take_over(change, rollout)              everybody gets it now
"""
