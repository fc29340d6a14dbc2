# A package comes back; and every state in which dpkg can leave a package.
dpkg -i /debs/comes-again.deb
dpkg -i /debs/trigger-interested.deb
dpkg --no-triggers -i /debs/trigger-activating.deb
dpkg --unpack /debs/unpacked.deb
dpkg -i /debs/half-configured.deb || true
dpkg -i /debs/half-installed.deb || true
