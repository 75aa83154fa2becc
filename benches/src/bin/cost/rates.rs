//! Calls in a second, with 64 in flight.

use crate::programs::{CALLS, MAKES, Server, client, output};
use crate::report::{Bound, Report, median};
use crate::{Options, Result};

/// Measures all clients one after the other, round by round, so that what disturbs a round disturbs all.
/// A ratio is that of two rates of one round.
pub(crate) fn measure(server: &Server, options: &Options, report: &mut Report) -> Result<()> {
    report.title("Calls in a second at 64 in flight, and the ratio to by hand: medians of rounds");
    report.head(["client"].into_iter().chain(CALLS));
    let mut rates = vec![vec![Vec::new(); CALLS.len()]; MAKES.len()];
    for _ in 0..options.rounds {
        for (call, place) in CALLS.iter().zip(0..) {
            for (make, rates) in MAKES.iter().zip(&mut rates) {
                let mut client = client(*make, server, call, "rate", options.seconds)?;
                let rate: f64 = output(&mut client)?.parse()?;
                rates.iter_mut().skip(place).take(1).for_each(|rates| rates.push(rate));
            }
        }
    }
    let by_hand = rates.first().cloned().unwrap_or_default();
    for (make, rates) in MAKES.iter().zip(&rates) {
        let ratios: Vec<f64> = rates
            .iter()
            .zip(&by_hand)
            .map(|(rates, by_hand)| {
                median(rates.iter().zip(by_hand).map(|(rate, by_hand)| rate / by_hand))
            })
            .collect();
        let cells = rates
            .iter()
            .zip(&ratios)
            .map(|(rates, ratio)| format!("{:.0} ({ratio:.2})", median(rates.iter().copied())));
        report.row([make.name.to_owned()].into_iter().chain(cells));
        for ((call, ratio), least) in CALLS.iter().zip(&ratios).zip(make.rates) {
            report.hold(&format!("{} {call}, rate", make.name), *ratio, Bound::AtLeast(*least));
        }
    }
    Ok(())
}
