# An epoch package goes down, a real one to the oldest version that the archive still has; one is purged, two are removed.
export DEBIAN_FRONTEND=noninteractive
dpkg -i /debs/epoch_1.deb
older=$(apt-cache madison openssl | awk '{ print $3 }' | tail -n 1)
apt-get -q -y --no-install-recommends --allow-downgrades install "openssl=$older"
apt-get -q -y purge busybox-static
dpkg -r e2e-conf e2e-comes-again
