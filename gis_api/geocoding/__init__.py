"""The geocoder in the service: one a worker, kept true by a thread, on an index that all workers share."""
