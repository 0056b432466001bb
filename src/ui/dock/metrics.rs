//! Metrics: small charts over one axis of time.

use yew::{Callback, Html, html};

use super::grid::{go_about, mark_id, tab_index};
use crate::dynamo::identity::RequestId;
use crate::sim::trace::EventId;
use crate::ui::act::Act;
use crate::ui::time_act::TimeAct;
use crate::view::metrics::{COLUMNS, Chart, Dot, Line, MetricsView, Point};
use crate::view::words::moment;

/// How wide and how high a chart is, in its own units.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 72.0;

/// All charts.
pub fn metrics(act: &Callback<Act>, view: &MetricsView) -> Html {
    html! {
        <div class="metrics" role="group" aria-label="Metrics" aria-describedby="metrics-words"
            data-arrows="own" onkeydown={go_about}>
            <p class="unseen" id="metrics-words">{view.description()}</p>
            for (row, chart) in view.charts.iter().enumerate() {
                {small_chart(act, view, chart, row)}
            }
        </div>
    }
}

fn small_chart(act: &Callback<Act>, view: &MetricsView, chart: &Chart, row: usize) -> Html {
    // The first chart with something to go to is the tab stop.
    let first = view.charts.iter().position(|chart| !chart.points.is_empty());
    let cursor = (view.cursor * WIDTH).to_string();
    html! {
        <section key={chart.id} class="chart" id={format!("chart-{}", chart.id)}>
            <h2 title={chart.meaning}>{chart.title}</h2>
            <p class="figure"><b>{chart.figure.clone()}</b>{" "}<span>{chart.beside.clone()}</span></p>
            <div class="plot">
                <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" aria-hidden="true">
                    <path class="base" d={format!("M0,{HEIGHT}H{WIDTH}")} />
                    for (index, line) in chart.lines.iter().enumerate() {
                        <path class={format!("line line-{index}")} d={path(line)} />
                    }
                    <path class="cursor" d={format!("M{cursor},0V{HEIGHT}")} />
                </svg>
                if let Some(top) = &chart.top { <span class="top">{top.clone()}</span> }
                for dot in &chart.dots { {request(act, dot)} }
                for (index, point) in chart.points.iter().enumerate() {
                    {place(act, point, (row, index), first == Some(row) && index == 0)}
                }
            </div>
            <p class="axis"><span>{"0"}</span><span>{moment(view.end)}</span></p>
            if chart.lines.len() > 1 {
                <ul class="key">
                    for (index, line) in chart.lines.iter().enumerate() {
                        <li>
                            <svg viewBox="0 0 22 8" aria-hidden="true">
                                <path class={format!("line line-{index}")} d="M0,4H22" />
                            </svg>
                            {line.name}
                        </li>
                    }
                </ul>
            }
            <p class="hint">{chart.meaning}</p>
        </section>
    }
}

fn path(line: &Line) -> String {
    let mut path = String::new();
    for (x, y) in &line.corners {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        path += &format!("{letter}{:.1},{:.1}", x * WIDTH, (1.0 - y) * (HEIGHT - 4.0) + 2.0);
    }
    path
}

fn go(
    act: &Callback<Act>,
    event: EventId,
    request: Option<RequestId>,
) -> Callback<yew::MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| {
        if request.is_some() {
            act.emit(Act::SelectRequest(request));
        }
        act.emit(Act::Time(TimeAct::GoToEvent(event)));
    })
}

/// A request as a dot: the pointer can get at it; the keyboard goes along the moments.
fn request(act: &Callback<Act>, dot: &Dot) -> Html {
    let style = format!("left:{:.2}%;bottom:{:.2}%", dot.x * 100.0, dot.y * 94.0 + 3.0);
    html! {
        <button key={dot.event.0} class="dot says" ~style={style} tabindex="-1"
            aria-label={dot.description.clone()} onclick={go(act, dot.event, Some(dot.request))} />
    }
}

fn place(act: &Callback<Act>, point: &Point, (row, index): (usize, usize), first: bool) -> Html {
    let width = 100.0 / COLUMNS as f64;
    let style = format!("left:{:.2}%;width:{width:.2}%", point.column as f64 * width);
    html! {
        <button key={point.column} id={mark_id("metric", row, index)} class="moment says" ~style={style}
            tabindex={tab_index(first)} aria-label={point.description.clone()}
            onclick={go(act, point.event, point.request)} />
    }
}
