"""Buildings, storeys, units and rooms (CIM)."""
