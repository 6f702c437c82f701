import { Component } from "preact";

import { Row, type RowProps, type Said } from "../message/Row.js";

export interface LineProps extends RowProps {
  /** Of the chat: a row shows more in a group. */
  type: string | undefined;
  /** One may answer and react. */
  writes: boolean;
}

/**
 * One message among the rows. While a chat scrolls, hundreds of them stay as they are: they are not drawn again. Words,
 * names and presence are signals to what is inside, which draws itself again.
 */
export class Line extends Component<LineProps> {
  override shouldComponentUpdate(next: LineProps): boolean {
    return (Object.keys(next) as (keyof LineProps)[]).some((name) =>
      name === "said" ? !isSame(next.said, this.props.said) : next[name] !== this.props[name],
    );
  }

  override render(props: LineProps) {
    return <Row {...props} />;
  }
}

function isSame(one: Said, other: Said): boolean {
  if (one.kind === "message") return other.kind === "message" && one.message === other.message;
  return other.kind === "pending" && one.outgoing === other.outgoing;
}
