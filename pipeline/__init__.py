"""What Marsad does, free of any scheduler: collect, derive, warehouse, report."""
