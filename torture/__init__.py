"""What breaks Marsad on purpose: hostile input, and faults."""
