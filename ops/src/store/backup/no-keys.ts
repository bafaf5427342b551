/** What to do where no key would open what is restored. */
export const NO_KEYS =
  'There are no keys here: no name and no text of the backup could ever be read. Add --keys-from <folder>, the one that `backup --keys-to` wrote; or, when the keys are lost for good, --without-keys.';
