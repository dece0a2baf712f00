//! Price lists, and the stock of spare parts on both sides.
//!
//! Parts move like money: what a provider's stock loses on delivery is in transit until the order is settled, and then it is
//! the owner's, or back in the provider's stock.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, DeviceId, PartNumber, RequestId, Role, device::Registry};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	Config, Error, Event, Happening, HoldReason, ListedPart, Name, Pallet, Parts, Replacement, RequestKind, RequestOf,
	Spares, SparesOf, types::PartOf,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_part(provider: T::AccountId, part: PartNumber, name: Name, price: Balance) -> DispatchResult {
		Self::ensure_provider(&provider)?;
		ensure!(price > 0, Error::<T>::ZeroPrice);
		Self::ensure_text(&name)?;
		let listed = match Parts::<T>::get(&provider, &part) {
			Some(listed) => ListedPart { name, price, ..listed },
			None => {
				Self::ensure_text(&part)?;
				let deposit = Self::deposits().part;
				Self::hold(HoldReason::Deposit, &provider, deposit)?;
				ListedPart { name, price, stock: 0, in_transit: 0, deposit }
			}
		};
		Parts::<T>::insert(&provider, &part, listed);
		Self::deposit_event(Event::PartSet { provider, part, price });
		Ok(())
	}

	pub(crate) fn do_remove_part(provider: T::AccountId, part: PartNumber) -> DispatchResult {
		let listed = Parts::<T>::get(&provider, &part).ok_or(Error::<T>::UnknownPart)?;
		// Parts that come back from an order have to go somewhere.
		ensure!(listed.in_transit == 0, Error::<T>::PartInTransit);
		Self::release(HoldReason::Deposit, &provider, listed.deposit)?;
		Parts::<T>::remove(&provider, &part);
		Self::deposit_event(Event::PartRemoved { provider, part });
		Ok(())
	}

	pub(crate) fn do_replenish_part(provider: T::AccountId, part: PartNumber, quantity: u32) -> DispatchResult {
		let mut listed = Parts::<T>::get(&provider, &part).ok_or(Error::<T>::UnknownPart)?;
		ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		// Who was expelled may still deliver what it has accepted.
		ensure!(T::Registry::is_admitted(&provider) || Self::has_work(&provider), Error::<T>::NotAdmitted);
		listed.stock = listed.stock.checked_add(quantity.into()).ok_or(Error::<T>::Overflow)?;
		let stock = listed.stock;
		Parts::<T>::insert(&provider, &part, listed);
		Self::deposit_event(Event::StockChanged { provider, part, stock });
		Ok(())
	}

	pub(crate) fn do_write_off_part(provider: T::AccountId, part: PartNumber, quantity: u32) -> DispatchResult {
		let mut listed = Parts::<T>::get(&provider, &part).ok_or(Error::<T>::UnknownPart)?;
		ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		Self::ensure_admitted(&provider)?;
		listed.stock = listed.stock.checked_sub(quantity.into()).ok_or(Error::<T>::StockTooSmall)?;
		let stock = listed.stock;
		Parts::<T>::insert(&provider, &part, listed);
		Self::deposit_event(Event::StockChanged { provider, part, stock });
		Ok(())
	}

	pub(crate) fn do_replenish_spares(
		owner: T::AccountId,
		provider: T::AccountId,
		part: PartNumber,
		quantity: u32,
	) -> DispatchResult {
		ensure!(T::Registry::role(&owner) == Some(Role::EquipmentOwner), Error::<T>::NotOwner);
		ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		let key = (provider, part);
		let spares = match SparesOf::<T>::get(&owner, &key) {
			Some(spares) => spares,
			None => {
				ensure!(Parts::<T>::contains_key(&key.0, &key.1), Error::<T>::UnknownPart);
				let deposit = Self::deposits().spares;
				Self::hold(HoldReason::Deposit, &owner, deposit)?;
				Spares { quantity: 0, deposit }
			}
		};
		let stock = spares.quantity.checked_add(quantity.into()).ok_or(Error::<T>::Overflow)?;
		SparesOf::<T>::insert(&owner, &key, Spares { quantity: stock, ..spares });
		let (provider, part) = key;
		Self::deposit_event(Event::SparesChanged { owner, provider, part, stock });
		Ok(())
	}

	pub(crate) fn do_write_off_spares(
		owner: T::AccountId,
		provider: T::AccountId,
		part: PartNumber,
		quantity: u32,
	) -> DispatchResult {
		ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		let key = (provider, part);
		let stock = Self::take_spares(&owner, &key, quantity)?;
		let (provider, part) = key;
		Self::deposit_event(Event::SparesChanged { owner, provider, part, stock });
		Ok(())
	}

	pub(crate) fn do_replace_part(
		owner: T::AccountId,
		device: DeviceId,
		provider: T::AccountId,
		part: PartNumber,
		position: u8,
		quantity: u32,
	) -> DispatchResult {
		let registered = T::Registry::owner_of(device).ok_or(Error::<T>::UnknownDevice)?;
		ensure!(registered == owner, Error::<T>::NotOwner);
		Self::ensure_admitted(&owner)?;
		ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		let key = (provider, part);
		Self::take_spares(&owner, &key, quantity)?;
		let deposit = Self::deposits().record;
		Self::hold(HoldReason::Deposit, &owner, deposit)?;
		let (provider, part) = key;
		let at = frame_system::Pallet::<T>::block_number();
		let what = Replacement { provider: provider.clone(), part: part.clone(), position, quantity, at };
		let record = Self::add_record(device, owner, Happening::Replacement(what), deposit)?;
		Self::deposit_event(Event::PartReplaced { device, provider, part, position, quantity, record });
		Ok(())
	}

	/// Takes the parts of an order out of the provider's stock, when the job is first said to be done.
	pub(crate) fn ship(request: &mut RequestOf<T>) -> DispatchResult {
		let RequestKind::Part { part, quantity } = &request.kind else { return Ok(()) };
		if request.shipped {
			return Ok(());
		}
		let mut listed = Parts::<T>::get(&request.provider, part).ok_or(Error::<T>::UnknownPart)?;
		listed.stock = listed.stock.checked_sub((*quantity).into()).ok_or(Error::<T>::OutOfStock)?;
		listed.in_transit = listed.in_transit.checked_add((*quantity).into()).ok_or(Error::<T>::Overflow)?;
		let (provider, part, stock) = (request.provider.clone(), part.clone(), listed.stock);
		Parts::<T>::insert(&provider, &part, listed);
		request.shipped = true;
		Self::deposit_event(Event::StockChanged { provider, part, stock });
		Ok(())
	}

	/// Ends the way of an order's parts: into the owner's stock, or back into the provider's. Nothing here can fail, so that
	/// no stock keeps anyone from its money; the entry in the owner's stock is paid out of the request's deposit.
	pub(crate) fn end_transit(id: RequestId, request: &mut RequestOf<T>, delivered: bool) {
		let RequestKind::Part { part, quantity } = &request.kind else { return };
		if !request.shipped {
			return;
		}
		request.shipped = false;
		let added = u64::from(*quantity);
		// It is listed: a part in transit cannot be taken off the list.
		let stock = Parts::<T>::mutate_exists(&request.provider, part, |listed| {
			let listed = listed.as_mut()?;
			listed.in_transit = listed.in_transit.saturating_sub(added);
			if !delivered {
				listed.stock = listed.stock.saturating_add(added);
			}
			Some(listed.stock)
		});
		if !delivered {
			if let Some(stock) = stock {
				let (provider, part) = (request.provider.clone(), part.clone());
				Self::deposit_event(Event::StockChanged { provider, part, stock });
			}
			return;
		}
		let key = (request.provider.clone(), part.clone());
		let spares = SparesOf::<T>::get(&request.owner, &key).unwrap_or_else(|| {
			let deposit = Self::deposits().spares.min(request.deposit);
			request.deposit = request.deposit.saturating_sub(deposit);
			Spares { quantity: 0, deposit }
		});
		let stock = spares.quantity.saturating_add(added);
		SparesOf::<T>::insert(&request.owner, &key, Spares { quantity: stock, ..spares });
		let (owner, part, quantity) = (request.owner.clone(), key.1, *quantity);
		Self::deposit_event(Event::PartsDelivered { request: id, owner, part, quantity, stock });
	}

	/// Takes parts out of an owner's stock and says how many are left; the last ones give the deposit back.
	fn take_spares(owner: &T::AccountId, key: &PartOf<T::AccountId>, quantity: u32) -> Result<u64, DispatchError> {
		let spares = SparesOf::<T>::get(owner, key).ok_or(Error::<T>::StockTooSmall)?;
		let left = spares.quantity.checked_sub(quantity.into()).ok_or(Error::<T>::StockTooSmall)?;
		if left == 0 {
			Self::release(HoldReason::Deposit, owner, spares.deposit)?;
			SparesOf::<T>::remove(owner, key);
		} else {
			SparesOf::<T>::insert(owner, key, Spares { quantity: left, ..spares });
		}
		Ok(left)
	}

	pub(crate) fn ensure_provider(who: &T::AccountId) -> DispatchResult {
		ensure!(T::Registry::role(who) == Some(Role::ServiceProvider), Error::<T>::NotServiceProvider);
		Ok(())
	}

	/// The account takes part. The runtime asks so before a signed call gets into a block; what a proxy or a multisig carries
	/// is asked here.
	pub(crate) fn ensure_admitted(who: &T::AccountId) -> DispatchResult {
		ensure!(T::Registry::is_admitted(who), Error::<T>::NotAdmitted);
		Ok(())
	}

	/// Text that an operator will see is there, and is UTF-8.
	pub(crate) fn ensure_text(text: &[u8]) -> DispatchResult {
		ensure!(!text.is_empty() && core::str::from_utf8(text).is_ok(), Error::<T>::BadText);
		Ok(())
	}
}
