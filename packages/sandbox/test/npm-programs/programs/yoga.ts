import Yoga, { Align, Direction, Edge, FlexDirection, Justify, MeasureMode, Wrap } from 'yoga-layout'

/** Layout in C++ with embind, whose leaves the host measures: guest calls host calls guest. */
export async function run(): Promise<unknown> {
  const root = Yoga.Node.create()
  root.setWidth(500)
  root.setFlexDirection(FlexDirection.Row)
  root.setFlexWrap(Wrap.Wrap)
  root.setJustifyContent(Justify.SpaceBetween)
  root.setAlignItems(Align.Center)
  const leaves = Array.from({ length: 16 }, (_, index) => {
    const leaf = Yoga.Node.create()
    leaf.setMargin(Edge.All, (index % 5) + 0.5)
    leaf.setFlexGrow(index % 3)
    leaf.setMinWidth(`${(index % 7) + 3}%`)
    leaf.setMeasureFunc((width, mode) => ({
      width: mode === MeasureMode.Exactly ? width : 60 + index,
      height: 9 + (index % 4),
    }))
    root.insertChild(leaf, index)
    return leaf
  })
  root.calculateLayout(undefined, undefined, Direction.LTR)
  const first = leaves.map((leaf) => leaf.getComputedLayout())
  root.calculateLayout(333, 200, Direction.RTL)
  const second = leaves.map((leaf) => leaf.getComputedLayout())
  root.freeRecursive()
  return { first, second }
}
