"""The standard-address library (标准地址): the tree, its texts, the geocoder."""
