//! The band of the ring, and the selected key's walk along it.

use std::rc::Rc;

use yew::{Html, html};

use crate::dynamo::identity::NodeId;
use crate::ui::motion::transform;
use crate::ui::pictures::Pictures;
use crate::ui::still::Part;
use crate::view::layout::{Layout, Point};
use crate::view::palette::node_colour;
use crate::view::ring::{Band, KeyMark};
use crate::view::words::shortened;

/// How many letters of the key stand beside the ring.
const KEY_LETTERS: usize = 10;

/// About how wide the beginning of its MD5 is.
const DIGEST_WIDTH: f64 = 78.0;

/// The band. It stays as long as the ring does.
pub(super) struct BandPart {
    band: Rc<Band>,
    nodes: u16,
}

impl BandPart {
    pub(super) fn of(pictures: &Pictures) -> BandPart {
        BandPart { band: pictures.ring.band.clone(), nodes: pictures.layout.nodes }
    }
}

impl PartialEq for BandPart {
    fn eq(&self, other: &BandPart) -> bool {
        Rc::ptr_eq(&self.band, &other.band) && self.nodes == other.nodes
    }
}

impl Part for BandPart {
    fn draw(&self) -> Html {
        band(&self.band, self.nodes)
    }
}

fn band(band: &Band, nodes: u16) -> Html {
    let colour = |node: NodeId| node_colour(node, nodes);
    html! {
        <>
            <g class="ring">
                <g>
                    for arc in &band.arcs {
                        <path class="arc" d={arc.path.clone()} stroke={colour(arc.node).fill} />
                    }
                </g>
                for token in &band.tokens {
                    <line class="token" x1={token.ends.0.x.to_string()} y1={token.ends.0.y.to_string()}
                        x2={token.ends.1.x.to_string()} y2={token.ends.1.y.to_string()}>
                        <title>{format!("A virtual node of {} at {}", token.node, token.position)}</title>
                    </line>
                }
                <path class="all-tokens" d={band.token_path.clone()} />
                <path class="cells" d={band.cells.clone()} />
            </g>
            <g class="arc-letters" aria-hidden="true">
                for (point, node) in &band.letters {
                    <text x={format!("{:.1}", point.x)} y={format!("{:.1}", point.y)} dy="0.35em"
                        ~style={format!("fill:{}", colour(*node).ink)}>
                        {node.to_string()}
                    </text>
                }
            </g>
        </>
    }
}

/// The key, its walk, and the numbers of those that the walk meets.
pub(super) struct Key {
    mark: Option<Rc<KeyMark>>,
    layout: Rc<Layout>,
}

impl Key {
    pub(super) fn of(pictures: &Pictures) -> Key {
        Key { mark: pictures.ring.key.clone(), layout: pictures.layout.clone() }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        Rc::ptr_eq(&self.layout, &other.layout) && self.mark == other.mark
    }
}

impl Part for Key {
    fn draw(&self) -> Html {
        self.mark.as_ref().map(|mark| key(mark, &self.layout)).unwrap_or_default()
    }
}

fn key(key: &KeyMark, layout: &Layout) -> Html {
    html! {
        <g class="key">
            <path class="walk" d={key.walk_path.clone()} />
            for skip in &key.skips {
                <g class="skip" transform={transform(skip.point)}>
                    <title>{match skip.again {
                        true => format!("Passed by: {} is on the list already", skip.node),
                        false => format!("Passed by: the zone of {} has a copy already", skip.node),
                    }}</title>
                    <path d="M-4,-4L4,4M4,-4L-4,4" />
                </g>
            }
            <path class="pin" d="M0,-13L9,0L0,13L-9,0Z" transform={transform(key.point)} />
            {label(key, layout)}
            <g class="stops">
                for stop in &key.walk {
                    <line x1={stop.foot.x.to_string()} y1={stop.foot.y.to_string()}
                        x2={stop.point.x.to_string()} y2={stop.point.y.to_string()} />
                    <g key={stop.rank} transform={transform(stop.point)}
                        class={if stop.fallback { "stop fallback" } else { "stop" }}>
                        <circle r="11" fill={node_colour(stop.node, layout.nodes).fill} />
                        <text class="rank" dy="0.35em"
                            ~style={(!stop.fallback).then(|| format!("fill:{}", node_colour(stop.node, layout.nodes).ink))}>
                            {stop.rank}
                        </text>
                    </g>
                }
            </g>
        </g>
    }
}

/// The key's name stands outside the ring, turned away from it, but inside the picture.
fn label(key: &KeyMark, layout: &Layout) -> Html {
    let name = shortened(&key.key.to_string(), KEY_LETTERS);
    let width = name.chars().map(letter_width).sum::<f64>().max(DIGEST_WIDTH);
    let Point { x, y } = key.label;
    let (anchor, inside) = match x - layout.centre.x {
        offset if offset > 60.0 => ("start", x.min(layout.width - width)),
        offset if offset < -60.0 => ("end", x.max(width)),
        _ => ("middle", x),
    };
    // A name that had to move over the band stands beside the key's mark, not on it.
    let aside = if (x - inside).abs() > 12.0 { (y - layout.centre.y).signum() * 30.0 } else { 0.0 };
    // The name has two lines, and the picture an upper side.
    let y = (y + aside).max(18.0);
    let x = inside.to_string();
    html! {
        <text class="key-name" x={x.clone()} y={y.to_string()} ~style={format!("text-anchor:{anchor}")}>
            {name}
            <tspan class="digest" {x} dy="1.3em">{key.position.to_string()}</tspan>
        </text>
    }
}

/// About how wide a letter of the key's name is, rather too much than too little.
fn letter_width(letter: char) -> f64 {
    match letter {
        'm' | 'w' | 'A'..='Z' | '@' | '%' | '&' => 16.5,
        letter if letter.is_ascii() => 10.5,
        _ => 20.0,
    }
}
