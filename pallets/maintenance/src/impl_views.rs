//! Pages of lists for the view functions.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{AgreementId, DeviceId, PartNumber, RequestId};

use crate::{AgreementsOf, Config, ListedPart, MAX_PAGE, Pallet, Parts, RequestOf, Requests, RequestsOf};

impl<T: Config> Pallet<T> {
	pub(crate) fn view_agreements_of(device: DeviceId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
		let keys = match after {
			Some(id) => AgreementsOf::<T>::iter_key_prefix_from(device, AgreementsOf::<T>::hashed_key_for(device, id)),
			None => AgreementsOf::<T>::iter_key_prefix(device),
		};
		keys.take(limit.min(MAX_PAGE) as usize).collect()
	}

	pub(crate) fn view_requests_of(agreement: AgreementId, from: u32, limit: u32) -> Vec<(RequestId, RequestOf<T>)> {
		(from..=u32::MAX)
			.take(limit.min(MAX_PAGE) as usize)
			.map_while(|place| RequestsOf::<T>::get(agreement, place))
			.filter_map(|id| Some((id, Requests::<T>::get(id)?)))
			.collect()
	}

	pub(crate) fn view_parts_of(
		provider: T::AccountId,
		after: Option<PartNumber>,
		limit: u32,
	) -> Vec<(PartNumber, ListedPart)> {
		let parts = match after {
			Some(part) => Parts::<T>::iter_prefix_from(&provider, Parts::<T>::hashed_key_for(&provider, part)),
			None => Parts::<T>::iter_prefix(&provider),
		};
		parts.take(limit.min(MAX_PAGE) as usize).collect()
	}
}
