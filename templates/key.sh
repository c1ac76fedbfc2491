# The key of replication: from the environment, else from a file that only its owner may read.
if [ -z "$@key@" ] && [ -e "@file@" ]; then
  case $(ls -ldL "@file@") in
    -???------*) IFS= read -r @key@ <"@file@" ;;
    *)
      echo "others may read @file@: take another key, and chmod 600 the file" >&2
      exit 1
      ;;
  esac
fi
case $@key@ in
  *[!0123456789ABCDEFabcdef]*) hactl_fits=no ;;
  *) case ${#@key@} in @lengths@) hactl_fits=yes ;; *) hactl_fits=no ;; esac ;;
esac
if [ $hactl_fits = no ]; then
  echo "the key of replication has to be @form@:" \
    "set it as @key@, or put it into @file@ and chmod 600 that" >&2
  exit 1
fi
export @key@
