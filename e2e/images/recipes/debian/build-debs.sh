# Writes the image's own packages to $1. No tool but dpkg-deb.
out=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# make FILE NAME VERSION ARCH [MORE-CONTROL-LINES]: reads further files of the package from $work/NAME, if there
make() {
  tree=$work/$2
  mkdir -p "$tree/DEBIAN" "$tree/usr/share/$2-$4"
  echo "$2 $3" > "$tree/usr/share/$2-$4/version"
  {
    printf 'Package: %s\nVersion: %s\nArchitecture: %s\nMaintainer: Nobody <nobody@example.org>\n' "$2" "$3" "$4"
    if [ -n "$5" ]; then printf '%b\n' "$5"; fi
    printf 'Description: made for a test image\n Second line.\n'
  } > "$tree/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$tree" "$out/$1" > /dev/null
  rm -rf "$tree"
}
# script NAME FILE LINE: a maintainer script of the package NAME
script() {
  mkdir -p "$work/$1/DEBIAN"
  printf '#!/bin/sh\n%s\n' "$3" > "$work/$1/DEBIAN/$2"
  chmod 755 "$work/$1/DEBIAN/$2"
}

make epoch_1.deb e2e-epoch 1:1.5-1~e2e1 all
make epoch_2.deb e2e-epoch 1:2.0-1+e2e2 all
make source.deb e2e-source 3.0-1+b2 amd64 'Source: e2e-other (2:9.9-1)\nSection: misc\nPriority: optional'
make comes-again.deb e2e-comes-again 1.0 all 'Source: e2e-again'
mkdir -p "$work/e2e-conf/DEBIAN" "$work/e2e-conf/etc"
echo setting > "$work/e2e-conf/etc/e2e.conf"
echo /etc/e2e.conf > "$work/e2e-conf/DEBIAN/conffiles"
make conf.deb e2e-conf 1.0-1 all
make pair_amd64.deb e2e-pair 4.0-1 amd64 'Multi-Arch: same'
make pair_i386.deb e2e-pair 4.0-1 i386 'Multi-Arch: same'
mkdir -p "$work/e2e-interested/DEBIAN" "$work/e2e-activating/DEBIAN"
echo 'interest e2e-trigger' > "$work/e2e-interested/DEBIAN/triggers"
script e2e-interested postinst 'exit 0'
make trigger-interested.deb e2e-interested 1 all
echo 'activate e2e-trigger' > "$work/e2e-activating/DEBIAN/triggers"
make trigger-activating.deb e2e-activating 1 all
make unpacked.deb e2e-unpacked 1-1 all
script e2e-half-configured postinst 'exit 1'
make half-configured.deb e2e-half-configured 1-1 all
script e2e-half-installed preinst 'exit 1'
script e2e-half-installed postrm 'exit 1'
make half-installed.deb e2e-half-installed 1-1 all
