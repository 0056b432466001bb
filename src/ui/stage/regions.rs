//! What lies behind the nodes: the sides of a partition, the zones, and the nodes of a condensed
//! ring that are mere marks.

use std::rc::Rc;

use yew::{Html, html};

use crate::ui::pictures::Pictures;
use crate::ui::still::Part;
use crate::view::layout::{Layout, Point};
use crate::view::palette::node_colour;
use crate::view::stage::StageView;

pub(super) fn sides(stage: &StageView) -> Html {
    html! {
        <g class="sides" aria-hidden="true">
            for side in &stage.sides {
                <path class={if side.side % 2 == 0 { "even" } else { "odd" }} d={side.path.clone()} />
            }
        </g>
    }
}

/// The names of the sides and of the zones, and along whose nodes they lie.
pub(super) fn names(stage: &StageView, layout: &Layout) -> Html {
    let text = |class: &'static str, Point { x, y }: Point, text: String| {
        html! {
            <text {class} x={format!("{x:.1}")} y={format!("{y:.1}")} dy="0.35em">{text}</text>
        }
    };
    html! {
        <g class="regions" aria-hidden="true">
            for zone in &stage.zones {
                <path class="zone" d={zone.path.clone()} />
                {text("zone-name", zone.name, format!("zone {}", zone.zone + 1))}
            }
            for side in &stage.sides {
                if let Some(name) = side.name {
                    {text("side-name", name, format!("side {}", side.side))}
                }
            }
            if stage.one_way {
                {text("one-way", layout.centre, "one way: side 1 → 2".to_owned())}
            }
        </g>
    }
}

/// The marks of the nodes, and lines from those that stand out to their marks.
pub(super) struct Marks(Rc<Pictures>);

impl Marks {
    pub(super) fn of(pictures: &Rc<Pictures>) -> Marks {
        Marks(pictures.clone())
    }
}

impl PartialEq for Marks {
    fn eq(&self, other: &Marks) -> bool {
        Rc::ptr_eq(&self.0.ring.band, &other.0.ring.band)
            && Rc::ptr_eq(&self.0.layout, &other.0.layout)
            && self.0.stage.down_marks == other.0.stage.down_marks
    }
}

impl Part for Marks {
    fn draw(&self) -> Html {
        marks(&self.0)
    }
}

fn marks(pictures: &Pictures) -> Html {
    match pictures.layout.is_condensed() {
        true => marks_of_condensed(pictures),
        false => Html::default(),
    }
}

#[inline(never)]
fn marks_of_condensed(pictures: &Pictures) -> Html {
    let layout = &pictures.layout;
    html! {
        <g class="marks" aria-hidden="true">
            for mark in &pictures.ring.band.marks {
                <path class="mark" d={mark.path.clone()} stroke={node_colour(mark.node, layout.nodes).fill} />
            }
            for (node, _) in layout.discs() {
                {leader(layout.node(*node), layout.on_circle(layout.node_turn(*node), layout.node_circle - 9.0))}
            }
            <path class="down-marks" d={pictures.stage.down_marks.clone()} />
        </g>
    }
}

fn leader(from: Point, to: Point) -> Html {
    html! {
        <line class="leader" x1={format!("{:.1}", from.x)} y1={format!("{:.1}", from.y)}
            x2={format!("{:.1}", to.x)} y2={format!("{:.1}", to.y)} />
    }
}
