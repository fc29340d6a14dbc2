# Real packages: a second architecture (Multi-Arch: same pairs), triggers, source names and versions of their own.
export DEBIAN_FRONTEND=noninteractive
echo 'Acquire::Languages "none";' > /etc/apt/apt.conf.d/90-no-translations
# One index of the second architecture is enough.
sed -i '/-security/s/^deb /deb [arch=amd64] /' /etc/apt/sources.list
dpkg --add-architecture i386
apt-get -q update
apt-get -q -y --no-install-recommends install gcc-12-base:i386 curl ca-certificates busybox-static less netbase openssl
# A security update that one architecture lacks makes the pair impossible; gcc-12-base and the own packages have one too.
apt-get -q -y --no-install-recommends install libc6:i386 || echo 'no libc6:i386 of the same version'
