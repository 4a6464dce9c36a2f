"""The geocoder in the service: one a worker, on an index that all workers share."""
