//! Waiting for something to happen, with a bound on blocks or on time.

use std::time::Duration;

use anyhow::{Result, bail};
use bpiiot_client::{BlockId, Chain};
use tokio::time::{Instant, sleep, timeout};

/// How long a chain may go without a new block before it counts as standing still. At the target of 6 s a gap of 120 s is
/// one in five hundred million.
pub const STALL: Duration = Duration::from_secs(120);

/// Looks at every new best block until `check` returns something, for at most `blocks` blocks.
///
/// # Errors
/// When `check` fails, when `blocks` blocks have passed, or when the chain stands still. `what` names what was waited for.
pub async fn within_blocks<T>(
	chain: &Chain,
	blocks: u64,
	what: &str,
	mut check: impl AsyncFnMut(&BlockId) -> Result<Option<T>>,
) -> Result<T> {
	let mut heads = chain.subscribe_best();
	let first = chain.best().await?.number;
	let mut last = (first, Instant::now());
	loop {
		let best = chain.best().await?;
		if let Some(found) = check(&best).await? {
			return Ok(found);
		}
		if best.number > last.0 {
			last = (best.number, Instant::now());
		}
		if best.number > first + blocks {
			bail!("waited {blocks} blocks in vain for {what} (from block {first} to {})", best.number);
		}
		if last.1.elapsed() > STALL {
			bail!("the chain stands still at block {} while waiting for {what}", last.0);
		}
		if !matches!(timeout(Duration::from_secs(2), heads.next()).await, Ok(Ok(_))) {
			sleep(Duration::from_millis(50)).await;
		}
	}
}

/// Waits until the best block has at least this number.
///
/// # Errors
/// When the chain stands still.
pub async fn reach(chain: &Chain, number: u64) -> Result<BlockId> {
	within_blocks(chain, u64::MAX / 2, &format!("block {number}"), async |best| {
		Ok((best.number >= number).then_some(*best))
	})
	.await
}

/// Asks again and again until `check` returns something, for at most `patience`.
///
/// # Errors
/// When `check` fails, or when time is up. `what` names what was waited for.
pub async fn eventually<T>(
	what: &str,
	patience: Duration,
	mut check: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
	let end = Instant::now() + patience;
	loop {
		if let Some(found) = check().await? {
			return Ok(found);
		}
		if Instant::now() > end {
			bail!("waited {} s in vain for {what}", patience.as_secs());
		}
		sleep(Duration::from_millis(50)).await;
	}
}
