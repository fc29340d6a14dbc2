# Whole directories go or are made again, types change, metadata alone changes, content goes and comes back.
rm -rf /opt/gone /usr/share/doc/perl-base /usr/share/locale
rm -rf /opt/emptied && mkdir /opt/emptied && echo above > /opt/emptied/above
rm -rf /opt/swap-dir && echo file > /opt/swap-dir
rm /opt/swap-file && mkdir /opt/swap-file && echo child > /opt/swap-file/child
rm /opt/data && mkdir /opt/data && echo real > /opt/data/real
mv /srv/data/sub /srv/data/moved
rm /opt/a-setuid
chmod 0755 /opt/scenes/setuid-again
chown 5:6 /opt/scenes/empty
touch /opt/scenes/zeros
echo other > /srv/data/one
ln -sf /srv /opt/scenes/dangling
