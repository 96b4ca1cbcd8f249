"""Numbers out: counts, comparisons and maps made of rows, rulings and estates. Nothing here is drawn or printed."""
