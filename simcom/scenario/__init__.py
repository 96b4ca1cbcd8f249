"""Files in: from YAML text to plain values with places, then to a checked scenario.

`decoding` (bytes to text) -> `reader` (text to events) -> `composer` and `faults` (events to values, places and
complaints), all behind `compose`; helped by `scalars`, `quantities` and `suggest`. Every complaint carries one of the
`codes` and a place from `places`.
"""
