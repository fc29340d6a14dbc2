# Every file type, mode bits, owners, links inside the layer and into lower ones, names that are not text.
umask 022
mkdir -p /srv/data/sub /opt/scenes/keep /opt/gone/deep/er /opt/emptied /opt/swap-dir
echo one > /srv/data/one
echo below > /opt/emptied/below
echo below > /opt/gone/deep/er/below
echo child > /opt/swap-dir/child
echo file > /opt/swap-file
ln -s /srv/data /opt/data
echo through-a-link > /opt/data/through
ln -s ../../srv/./data/../data/one /opt/scenes/relative
ln -s /nowhere /opt/scenes/dangling
ln -s loop /opt/scenes/loop
cp /bin/true /opt/scenes/setuid && chown 1:2 /opt/scenes/setuid && chmod 6755 /opt/scenes/setuid
mkdir /opt/scenes/sticky && chmod 1777 /opt/scenes/sticky
echo secret > /opt/scenes/no-access && chmod 0 /opt/scenes/no-access && chown 70000:80000 /opt/scenes/no-access
ln /opt/scenes/setuid /opt/scenes/setuid-again
ln /opt/scenes/setuid /opt/a-setuid
ln /usr/bin/perl /opt/scenes/perl-of-a-lower-layer
mknod /opt/scenes/char c 1 3
mknod /opt/scenes/block b 7 0
mkfifo /opt/scenes/fifo
: > /opt/scenes/empty
truncate -s 3M /opt/scenes/zeros
touch "/opt/scenes/$(printf 'latin-\351')" "/opt/scenes/$(printf 'caf\303\251')" '/opt/scenes/back\slash' '/opt/scenes/ lead'
touch "/opt/scenes/$(printf 'line\nfeed')" '/opt/scenes/wh.not-a-whiteout' '/opt/scenes/x.wh.y'
long=$(printf 'long%.0s' $(seq 1 50))
mkdir -p "/opt/scenes/$long/$long" && echo deep > "/opt/scenes/$long/$long/file"
ln -s "$long/$long/file" /opt/scenes/long-link
