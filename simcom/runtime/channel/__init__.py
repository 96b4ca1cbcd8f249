"""What lies between two processes: roads, ports, connections and the contexts on them."""
