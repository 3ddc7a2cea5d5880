"""How fast and how heavy the control plane is: one console process, a thousand nodes that only speak xDS."""
