/** A long name that may break where its parts meet. */
import { Fragment } from 'react';

export function Name({ of }: { of: string }) {
  return of.split(/(?<=[/_:-])(?=.)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name never change their order
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
