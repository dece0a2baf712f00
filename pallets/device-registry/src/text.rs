//! What a text has to be.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{Config, Error};

/// That a text is UTF-8.
pub(crate) fn ensure_text<T: Config>(text: &[u8]) -> DispatchResult {
	ensure!(core::str::from_utf8(text).is_ok(), Error::<T>::NotText);
	Ok(())
}

/// That a text is UTF-8 and names something: not empty, and without characters that make it look like another one.
pub(crate) fn ensure_name<T: Config>(text: &[u8]) -> DispatchResult {
	let name = core::str::from_utf8(text).map_err(|_| Error::<T>::NotText)?;
	ensure!(!name.trim().is_empty() && !name.chars().any(is_invisible), Error::<T>::BadName);
	Ok(())
}

/// Whether a character shows nothing, or changes how those beside it are shown: controls, Unicode's category Cf (formats,
/// directions, joiners, tags), fillers, and separators of lines.
fn is_invisible(character: char) -> bool {
	character.is_control()
		|| matches!(
			u32::from(character),
			0xad | 0x34f
				| 0x600..=0x605
				| 0x61c | 0x6dd | 0x70f
				| 0x890..=0x891
				| 0x8e2 | 0x115f..=0x1160
				| 0x17b4..=0x17b5
				| 0x180b..=0x180f
				| 0x200b..=0x200f
				| 0x2028..=0x202e
				| 0x2060..=0x206f
				| 0x2800 | 0x3164
				| 0xfe00..=0xfe0f
				| 0xfeff | 0xffa0
				| 0xfff0..=0xfffb
				| 0x1_10bd | 0x1_10cd
				| 0x1_3430..=0x1_343f
				| 0x1_bca0..=0x1_bca3
				| 0x1_d173..=0x1_d17a
				| 0xe_0000..=0xe_0fff
		)
}
