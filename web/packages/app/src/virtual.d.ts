declare module "virtual:icons" {
  const shapes: Record<string, [string, Record<string, string>][]> &
    Record<import("./ui/icon_names.js").IconName, [string, Record<string, string>][]>;
  export default shapes;
}
