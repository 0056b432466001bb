//! The drawing of space and time. What can be pointed at names its event, and one listener for
//! the whole picture takes it from there.

use yew::{Html, classes, html};

use crate::dynamo::identity::Address;
use crate::session::annals::spells::SpellKind;
use crate::sim::trace::Mishap;
use crate::view::meaning::Meaning;
use crate::view::message::{MessageShape, shape};
use crate::view::space_time::{
    Arrow, Band, Emphasis, Fate, LABELS, Lane, Mark, SpaceTimeView, TOP,
};

/// How far before its end an arrow has its head: what it brings about stands at the end.
const HEAD_BACK: f64 = 11.0;

/// How large heads are beside messages on the stage.
const HEAD_SCALE: f64 = 0.5;

/// The picture.
pub fn drawing(view: &SpaceTimeView) -> Html {
    let SpaceTimeView { width, height, cursor, .. } = view;
    let veil = cursor.clamp(LABELS, *width);
    let known = LABELS + view.stretch.part(view.known_until) * (width - LABELS);
    let unknown = known.clamp(LABELS, *width);
    // Of several pictures in one page, those of the same measures share it.
    let plot = format!("space-time-plot-{width:.0}-{height:.0}");
    let within_plot = format!("url(#{plot})");
    html! {
        <svg class="lanes" viewBox={format!("0 0 {width:.0} {height:.0}")} aria-hidden="true">
            <defs>
                <clipPath id={plot}>
                    <rect x={LABELS.to_string()} y="0" width={(width - LABELS).to_string()}
                        height={height.to_string()} />
                </clipPath>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)">
                    <path d="M0,0V7" />
                </pattern>
                <pattern id="bars" width="7" height="7" patternUnits="userSpaceOnUse">
                    <path d="M2,0V7" />
                </pattern>
                <pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse">
                    <path d="M1,3h1.5" />
                </pattern>
            </defs>
            <rect class="unknown" x={format!("{unknown:.1}")} y="0"
                width={format!("{:.1}", width - unknown)} height={height.to_string()} />
            <g class="hours">
                for tick in &view.ticks {
                    <line x1={tenths(tick.x)} x2={tenths(tick.x)} y1="16" y2={height.to_string()} />
                    <text x={tenths(tick.x + 3.0)} y="12">{&tick.label}</text>
                }
            </g>
            <rect class="veil" x={tenths(veil)} y="0" width={tenths(unknown.max(veil) - veil)}
                height={height.to_string()} />
            <g class="lane-lines">
                for lane in &view.lanes { {line(lane, view)} }
            </g>
            <g class="bands" clip-path={within_plot.clone()}>
                for shown in &view.bands { {band(shown, view)} }
            </g>
            // What lies below everything that has an event can be dragged.
            <rect class="ground" x={LABELS.to_string()} y="0" width={(width - LABELS).to_string()}
                height={height.to_string()} />
            <g clip-path={within_plot}>
                if let Some(bars) = &view.bars {
                    <g class="density">
                        for lane in bars {
                            <path class="all" d={lane.path.clone()} />
                            <path class="lost" d={lane.lost_path.clone()} />
                        }
                    </g>
                }
                // Below what has an event, which can be pointed at beside it.
                <g class="cursor" transform={format!("translate({cursor:.1} 0)")}>
                    <path class="line" d={format!("M0,16V{height:.0}")} />
                    <path class="grip" d="M-7,1H7V10L0,17L-7,10Z" />
                    <rect class="touch" x="-9" y="0" width="18" height={height.to_string()} />
                </g>
                <g class="arrows">
                    for shown in &view.arrows { {arrow(shown, view)} }
                </g>
                <g class="marks">
                    for shown in &view.marks { {mark(shown)} }
                </g>
                {ring(view)}
            </g>
            <g class="labels">
                for lane in &view.lanes { {label(lane, view.lane_height)} }
            </g>
        </svg>
    }
}

fn tenths(number: f64) -> String {
    format!("{number:.1}")
}

fn line(lane: &Lane, view: &SpaceTimeView) -> Html {
    let (width, height) = (view.width, view.lane_height);
    let class = lane.selected.then_some("selected");
    html! {
        <>
            if lane.selected {
                <rect class="chosen" x="0" y={tenths(lane.y - height / 2.0)}
                    width={width.to_string()} height={height.to_string()} />
            }
            <line {class} x1={LABELS.to_string()} x2={width.to_string()}
                y1={tenths(lane.y)} y2={tenths(lane.y)} />
        </>
    }
}

fn label(lane: &Lane, height: f64) -> Html {
    let radius = (height / 2.0).min(11.0);
    let y = tenths(lane.y);
    match (&lane.colour, lane.process) {
        (Some(colour), Some(Address::Node(node))) => html! {
            <g class="lane-node" data-node={node.to_string()} transform={format!("translate(60 {y})")}>
                <circle r={tenths(radius)} fill={colour.fill.clone()} />
                <text class={if radius < 9.0 { "initial low" } else { "initial" }} dy="0.35em" ~style={format!("fill:{}", colour.ink)}>
                    {&lane.label}
                </text>
            </g>
        },
        _ => html! { <text class="name" x="70" {y} dy="0.35em">{&lane.label}</text> },
    }
}

fn band(band: &Band, view: &SpaceTimeView) -> Html {
    let (height, lane) = (view.height, view.lane_height);
    let class = match band.kind {
        SpellKind::NotYet => "not-yet",
        SpellKind::Down => "down",
        SpellKind::Paused => "paused",
        SpellKind::Slow => "slow",
        SpellKind::Split => "split",
    };
    let (top, high) = match band.y {
        Some(y) => (y - lane / 2.0 + 3.0, lane - 6.0),
        None => (19.0, TOP - 21.0),
    };
    let width = (band.to - band.from).max(2.0);
    let room = width / 6.6;
    html! {
        <g class={classes!("band", class)}>
            if band.y.is_none() {
                <path class="edges" d={format!("M{0:.1},20V{2:.0}M{1:.1},20V{2:.0}", band.from, band.to, height)} />
            }
            <rect x={tenths(band.from)} y={tenths(top)} width={tenths(width)} height={tenths(high)} />
            if room > band.label.chars().count() as f64 {
                <text x={tenths(band.from + 5.0)} y={tenths(top + high / 2.0)} dy="0.35em">
                    {&band.label}
                </text>
            }
        </g>
    }
}

fn arrow(arrow: &Arrow, view: &SpaceTimeView) -> Html {
    let ((x1, y1), (x2, y2)) = (arrow.tail, arrow.head);
    let length = libm::hypot(x2 - x1, y2 - y1).max(0.1);
    let back = HEAD_BACK.min(length / 2.0);
    let (x, y) = (x2 - (x2 - x1) / length * back, y2 - (y2 - y1) / length * back);
    let is_delivered = matches!(arrow.fate, Fate::Delivered(_));
    let (end_x, end_y) = if is_delivered { (x, y) } else { (x2, y2) };
    let class = classes!(
        "arrow",
        match arrow.fate {
            Fate::Delivered(_) => "delivered",
            Fate::Lost(..) => "lost",
            Fate::OnItsWay => "on-its-way",
        },
        (!arrow.mishaps.is_empty()).then_some("disturbed"),
        arrow.later.0.then_some("later"),
        arrow.later.1.then_some("ends-later"),
        emphasis(arrow.emphasis),
    );
    let path = format!("M{x1:.1},{y1:.1}L{end_x:.1},{end_y:.1}");
    let start = arrow.start.0.to_string();
    let end = arrow.end().map_or_else(|| start.clone(), |event| event.0.to_string());
    html! {
        <g {class}>
            <path class="touch" d={path.clone()} data-event={start} />
            <path class="way" d={path} />
            {match arrow.fate {
                Fate::Delivered(_) => {
                    let MessageShape { path, filled, points } = shape(arrow.kind);
                    let turn = if points {
                        libm::atan2(y2 - y1, x2 - x1).to_degrees()
                    } else {
                        0.0
                    };
                    let class = classes!("head", if filled { "filled" } else { "hollow" });
                    html! {
                        <path {class} d={path} data-event={end}
                            ~style={colour(arrow, view)}
                            transform={format!("translate({x:.1} {y:.1}) rotate({turn:.0}) scale({HEAD_SCALE})")} />
                    }
                }
                Fate::Lost(..) => html! {
                    <path class="cross" d="M-5,-5L5,5M-5,5L5,-5" data-event={end}
                        transform={format!("translate({x2:.1} {y2:.1})")} />
                },
                Fate::OnItsWay => html! {
                    <circle class="head open" r="4" cx={tenths(x2)} cy={tenths(y2)} data-event={end} />
                },
            }}
            for (event, at, what) in &arrow.mishaps {
                {mishap(arrow.point(*at), event.0, *what)}
            }
        </g>
    }
}

/// The head has the sender's colour.
fn colour(arrow: &Arrow, view: &SpaceTimeView) -> Option<String> {
    let lane = view.lanes.iter().find(|lane| lane.process == Some(arrow.from))?;
    lane.colour.as_ref().map(|colour| format!("--head:{}", colour.fill))
}

/// What befell a message, where it was then: twice there, held, going on, late, or waiting.
fn mishap((x, y): (f64, f64), event: u32, what: Mishap) -> Html {
    let sign = match what {
        Mishap::Duplicated => "M-5,-2H3M-3,2H5",
        Mishap::Held => "M-2.5,-5V5M2.5,-5V5",
        Mishap::Released => "M-3,-5L5,0L-3,5Z",
        Mishap::HeldBack { .. } => "M5,-5L-1,0L5,5M-1,-5L-7,0L-1,5",
        Mishap::Delayed { .. } => "M0,-4V0L3,2M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z",
        Mishap::WaitsForPaused | Mishap::WaitsForSlow { .. } => "M-5,-5H5L-5,5H5Z",
    };
    html! {
        <g class="mishap" data-event={event.to_string()} transform={format!("translate({x:.1} {y:.1})")}>
            <circle r="8" />
            <path d={sign} />
        </g>
    }
}

fn mark(mark: &Mark) -> Html {
    let (_, path, look) = mark.meaning.look();
    let (x, y) = mark.point;
    let class = classes!("mark", look, emphasis(mark.emphasis), mark.later.then_some("later"));
    html! {
        <g {class} data-event={mark.event.0.to_string()} transform={format!("translate({x:.1} {y:.1})")}>
            <circle class="touch" r="9" />
            <path d={path} />
            if mark.events.len() > 1 {
                <text x="8" y="-5">{mark.events.len()}</text>
            }
        </g>
    }
}

fn emphasis(emphasis: Emphasis) -> Option<&'static str> {
    match emphasis {
        Emphasis::Plain => None,
        Emphasis::Key => Some("of-key"),
        Emphasis::Request => Some("of-request"),
        Emphasis::Message => Some("chosen"),
    }
}

/// Around the event that the keys have come to, and the one that the pointer is at.
fn ring(view: &SpaceTimeView) -> Html {
    let told = [("reached", &view.reached), ("pointed", &view.pointed)];
    let points = told.into_iter().filter_map(|(class, told)| Some((class, told.as_ref()?.point?)));
    html! {
        <>
            for (class, (x, y)) in points {
                <circle class={classes!("about", class)} r="13" cx={tenths(x)} cy={tenths(y)} />
            }
        </>
    }
}

/// What the signs mean, folded up.
pub fn signs() -> Html {
    html! {
        <details class="signs">
            <summary>{"Signs"}</summary>
            <ul>
                for meaning in Meaning::ALL {
                    <li>
                        <svg viewBox="0 0 20 20" aria-hidden="true">
                            <g class={classes!("mark", meaning.look().2)} transform="translate(10 10)">
                                <path d={meaning.look().1} />
                            </g>
                        </svg>
                        {meaning.look().0}
                    </li>
                }
            </ul>
            <p>
                {"An arrow is a message, and its head has the shape of its kind and the colour of its sender. A cross is where it was lost, a ring that it is still on its way. A number says how many things happened at once. What comes after the cursor is paler."}
            </p>
        </details>
    }
}
