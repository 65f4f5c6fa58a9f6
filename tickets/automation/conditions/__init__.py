"""The one language in which the product says "for which tickets".

    {"all": [{"field": "channel", "op": "in", "value": ["chat"]}], "any": []}

Every predicate of `all` holds, and at least one of `any` if there are any (spec/sla.md §3.2). An absent value satisfies
only what says no: not_in, has_none, not_contains, not_set. `judging` asks one ticket, `compiling` asks the database for
many; a property test holds them together. Fields register themselves (docs/adding/condition.md).
"""
