# Files go that packages list; the database is written again with the same rows.
rm -rf /usr/share/doc/curl /usr/share/man
rm /usr/bin/curl
cp -p /var/lib/dpkg/status /var/lib/dpkg/status-copy
mv /var/lib/dpkg/status-copy /var/lib/dpkg/status
touch /var/lib/dpkg/status
